/// How much a queue holds, how long it keeps what is done, and how much it writes at once.
package struct QueueLimits: Equatable, Sendable {
  /// So many pending rows, or so many bytes of their bodies, and no more is read.
  package var rows = 1_000_000
  package var bytes = 1 << 30
  /// How long the id of what was delivered or dropped is known, in milliseconds.
  package var remember = 90 * 86_400_000
  /// How long the body of what is dead is kept, in milliseconds.
  package var keepDead = 30 * 86_400_000

  /// At most so many rows are written in one transaction, and none waits longer for it (in
  /// milliseconds), lines and outcomes alike.
  package static let batchRows = 256
  package static let batchMilliseconds = 50

  /// No more bytes of bodies are held at once where there is a choice.
  package static let batchBytes = 1 << 20

  package init() {}
}
