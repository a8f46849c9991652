package import JSONText
package import Streams

/// A stage: a value that turns lines into lines.
///
/// It opens nothing, knows no clock, keeps no descriptor.
///
/// `bytes` is lent for the call alone, and holds more than the line: `bytes[line]` is the record,
/// without its line end. Behind it stand at least `Padding.length` bytes that may be read
/// (the first of them is no part of any JSON text), which is what lets the scanner step 16 bytes
/// at a time. Who reads the input keeps that promise (`LineSource`).
package protocol Stage: ~Copyable {
  /// Takes one record; what it writes goes to `output`.
  ///
  /// Throws when the record is refused: the loop reports it with its place, hands its bytes to
  /// `--rejects`, counts it and goes on.
  mutating func consume(
    _ bytes: Span<UInt8>, _ line: Range<Int>, at place: Place, into output: inout Output
  ) throws(Rejection)

  /// Makes what scans lines before their turn comes, for inputs where that is worth while; nil for a
  /// stage that has no use for it.
  var lineScan: (@Sendable () -> any LineScan)? { get }

  /// Takes a record like ``consume(_:_:at:into:)``, which was scanned already: `found` is what was
  /// picked out of it, `notes` what was worked out of that, and `sort` what its ``lineScan`` said of it.
  mutating func consume(
    _ bytes: Span<UInt8>, _ line: Range<Int>, scanned found: Span<JSONFound>,
    notes: Span<ScanNote>, sort: Int, at place: Place, into output: inout Output
  ) throws(Rejection)

  /// Before the first record: what is to be written first must now be in `output`.
  ///
  /// Called again, with what was written flushed in between, until ``isBegun``.
  mutating func begin(into output: inout Output) throws(Failure)

  /// Whether ``begin(into:)`` has written everything.
  var isBegun: Bool { get }

  /// Everything given so far was written: it is the reader's now.
  mutating func flushed() throws(Failure)

  /// How long until ``flushed()`` is to be called again, with nothing more written or not, in
  /// milliseconds; nil for whenever.
  var wakeMilliseconds: Int? { get }

  /// A signal ended the input; ``finish(into:)`` comes next.
  mutating func noteStop()

  /// The input has nothing more at the moment: what is complete must now be in `output`.
  mutating func pause(into output: inout Output) throws(Failure)

  /// No input came for ``idleMilliseconds``: what waits for time alone must now be in `output`.
  mutating func idle(into output: inout Output) throws(Failure)

  /// The input has ended.
  ///
  /// Called again, with what was written flushed in between, until ``isFinished``: what a stage
  /// writes at its end need not stand in memory at once.
  mutating func finish(into output: inout Output) throws(Failure)

  /// Whether ``finish(into:)`` has written everything.
  var isFinished: Bool { get }

  /// Whether it can answer only when it has seen its whole input: a signal that stops the run then
  /// makes it write nothing.
  var needsWholeInput: Bool { get }

  /// Whether the last record is part of something whose rest stands right behind it: of several
  /// clients that are merged, only its own is then read.
  var isInsidePayload: Bool { get }

  /// How long the input must be idle for ``idle(into:)`` to be called once; nil for never.
  var idleMilliseconds: Int? { get }

  /// Figures of the stage's own for `--summary`, in the order in which they are printed.
  var figures: [Figure] { get }
}

extension Stage where Self: ~Copyable {
  package var lineScan: (@Sendable () -> any LineScan)? { nil }
  package mutating func consume(
    _ bytes: Span<UInt8>, _ line: Range<Int>, scanned found: Span<JSONFound>,
    notes: Span<ScanNote>, sort: Int, at place: Place, into output: inout Output
  ) throws(Rejection) {
    try consume(bytes, line, at: place, into: &output)
  }
  package mutating func begin(into output: inout Output) throws(Failure) {}
  package var isBegun: Bool { true }
  package mutating func flushed() throws(Failure) {}
  package var wakeMilliseconds: Int? { nil }
  package mutating func noteStop() {}
  package mutating func pause(into output: inout Output) throws(Failure) {}
  package mutating func idle(into output: inout Output) throws(Failure) {}
  package var isFinished: Bool { true }
  package var needsWholeInput: Bool { false }
  package var isInsidePayload: Bool { false }
  package var idleMilliseconds: Int? { nil }
  package var figures: [Figure] { [] }
}

/// One named count in the summary.
package struct Figure: Sendable, Equatable {
  /// Its key in the summary, and its value.
  package var name: String
  package var count: Int

  package init(_ name: String, _ count: Int) {
    self.name = name
    self.count = count
  }
}
