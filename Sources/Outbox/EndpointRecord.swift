/// What a queue knows of its endpoint, as it stands in the file.
///
/// Moments are Unix time in milliseconds, 0 for never.
package struct EndpointRecord: Equatable, Sendable {
  /// Whether it answered 410 and nobody resumed it since.
  package var isGone = false
  /// Until when it asked for a pause.
  package var pausedUntil: Int64 = 0
  package var breaker = Breaker()
  /// Why it is not active: the word of the table of reasons, and a sentence.
  package var reason: String?
  package var message: String?

  package init() {}

  /// Whether it is sent to at `now`.
  package func state(at now: Int64) -> EndpointState {
    if isGone { return .gone }
    return breaker.isOpen || pausedUntil > now ? .paused : .active
  }
}
