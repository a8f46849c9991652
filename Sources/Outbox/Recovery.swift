/// Spares an endpoint that has just come back: few attempts at first, twice as many each second.
///
/// Ten in the first second, twenty in the next, and so on, for ten seconds; then as many as there
/// are. Without it everything that waited would be there at once. Times are in milliseconds of a
/// clock that only goes forward.
package struct Recovery: Equatable, Sendable {
  /// How many attempts may begin in the first second.
  package static let firstSecond = 10
  /// How long attempts are counted, in milliseconds.
  package static let length = 10_000

  private let start: Int
  private var begun = 0

  /// A recovery that began at `start`.
  package init(start: Int) { self.start = start }

  /// Whether it is over.
  package func isOver(at now: Int) -> Bool { now - start >= Self.length }

  /// Whether one more attempt may begin.
  package func mayBegin(at now: Int) -> Bool { isOver(at: now) || begun < allowed(at: now) }

  /// Learns that one has begun.
  package mutating func noteBegun() { begun += 1 }

  /// How long until one more may begin, in milliseconds; 0 where it may now.
  package func wait(at now: Int) -> Int {
    if mayBegin(at: now) { return 0 }
    var step = 1
    while step < Self.length, allowed(at: now + step) <= begun { step += 1 }
    return step
  }

  /// How many may have begun by now: the seconds that are over, and a share of the one under way.
  private func allowed(at now: Int) -> Int {
    let elapsed = max(0, now - start)
    let second = min(elapsed / 1000, Self.length / 1000)
    let before = Self.firstSecond * (1 << second - 1)
    return before + ((Self.firstSecond << second) * (elapsed % 1000 + 1) + 999) / 1000
  }
}
