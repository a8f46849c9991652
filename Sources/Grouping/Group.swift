package import Command
package import JSONText
import Notifications
package import Streams

/// `mrr-group`: joins adjacent notifications that belong together into one payload (rules.md,
/// section 7).
///
/// Like `uniq`, it looks at adjacent lines alone and never at the clock. What is written has a
/// `meta` of id and at; a line that was not joined keeps its other bytes as they were.
package struct Group: Stage {
  private var reader = NotificationReader(identity: true)
  private var key = GroupKey()

  /// The longest payload that is joined, in bytes of its lines: who reads it takes no longer line
  /// than that unless told (`--max-line`), and memory must have an end.
  static let limit = 16 << 20

  /// The group that is open: what makes it one, its lines as they came, each with its `\n`, and
  /// where they begin in the input.
  private var isOpen = false
  private var openKey = GroupKey()
  private var lines = LineBuffer()
  private var count = 0
  private var place = Place(source: 0, line: 1)
  /// Its last line, what was read of it, and how far that has moved since.
  private var last = 0..<0
  private var lastReader = NotificationReader(identity: true)
  private var lastShift = 0
  private var lastPart: Int64?
  /// The movements of the lines before that, each with a comma behind it.
  private var earlier = LineBuffer()
  /// Whether it was refused for its length; its rest is refused, too.
  private var isTooLong = false

  /// Makes the stage.
  package init() {}

  package mutating func consume(
    _ bytes: Span<UInt8>, _ line: Range<Int>, at place: Place, into output: inout Output
  ) throws(Rejection) {
    try reader.read(bytes, line)
    let isAlone = reader.event == .failedPayment
    if isAlone || (!isOpen && reader.isLast && reader.places.metaID >= 0) {
      settle(into: &output)
      writeAlone(bytes, line, to: &output)
      return
    }
    key.read(reader, bytes)
    let part = reader.part(bytes)
    var continues = isOpen && key == openKey
    if continues, let part, let lastPart, part <= lastPart {
      // Whoever wrote it was interrupted, and began anew: nothing may count twice.
      for _ in 0..<count { output.skip("repeated") }
      close()
      continues = false
    }
    if !continues {
      settle(into: &output)
    } else if lines.count + line.count > Self.limit {
      isTooLong = true
      refuse(Self.tooLong, into: &output)
    }
    if reader.isLast && !isTooLong {
      if continues { keepMovements() }
      GroupedLine(range: line, shift: 0).write(bytes, reader, key, after: earlier, to: &output)
      close()
      return
    }
    add(bytes, line, part, at: place)
    if reader.isLast { settle(into: &output) }
  }

  package var lineScan: (@Sendable () -> any LineScan)? { { GroupScan() } }

  package mutating func consume(
    _ bytes: Span<UInt8>, _ line: Range<Int>, scanned found: Span<JSONFound>,
    notes: Span<ScanNote>, sort: Int, at place: Place, into output: inout Output
  ) throws(Rejection) {
    // Behind an open group it may be its end.
    guard !isOpen && sort == GroupScan.alone else {
      return try consume(bytes, line, at: place, into: &output)
    }
    output.lines.append(line: bytes, line, without: notes[0].range)
    output.written += 1
  }

  package var isInsidePayload: Bool { isOpen && lastReader.isUnfinished }

  package mutating func finish(into output: inout Output) throws(Failure) {
    settle(into: &output)
  }

  /// Makes the line that was read the last one of the open group, or the first of a new one.
  private mutating func add(
    _ bytes: Span<UInt8>, _ line: Range<Int>, _ part: Int64?, at place: Place
  ) {
    if !isOpen {
      isOpen = true
      swap(&key, &openKey)
    } else if count > 0 && !isTooLong {
      keepMovements()
    }
    if count == 0 { self.place = place }
    last = lines.count..<lines.count + line.count
    lastShift = line.lowerBound - last.lowerBound
    lastPart = part
    lines.append(line: bytes, line)
    count += 1
    swap(&reader, &lastReader)
  }

  /// Writes a line that is a payload of its own.
  private mutating func writeAlone(
    _ bytes: Span<UInt8>, _ line: Range<Int>, to output: inout Output
  ) {
    guard let cut = reader.middleOfMeta(bytes) else {
      key.read(reader, bytes)
      GroupedLine(range: line, shift: 0).write(
        bytes, reader, key, after: LineBuffer(), to: &output)
      return
    }
    output.lines.append(line: bytes, line, without: cut)
    output.written += 1
  }

  /// Ends the open group, if there is one: writes it, if it is whole.
  ///
  /// What says itself that more belongs to it is never passed on as if it were all: where the rest
  /// was lost with who wrote it, the whole comes again (`mrr-detect --again`), and a queue that had
  /// a part of it under that id would not take it.
  private mutating func settle(into output: inout Output) {
    guard isOpen else { return }
    if isTooLong {
      refuse(Self.tooLong, into: &output)
    } else if lastReader.isUnfinished {
      refuse(Self.incomplete, into: &output)
    } else {
      GroupedLine(range: last, shift: lastShift).write(
        lines.bytes.span, lastReader, openKey, after: earlier, to: &output)
    }
    close()
  }

  private static let incomplete =
    "an incomplete payload: the line marked \"last\" did not come"
  private static let tooLong = "a payload of more than \(limit) bytes"

  /// Refuses the lines of the open group, which may go on.
  private mutating func refuse(_ reason: String, into output: inout Output) {
    if count > 0 {
      output.reject(
        LateRejection(
          Rejection(reason), at: place, text: Array(lines.bytes.dropLast())))
    }
    lines.removeAll()
    earlier.removeAll()
    count = 0
  }

  /// Forgets the open group.
  private mutating func close() {
    isOpen = false
    isTooLong = false
    lines.removeAll()
    earlier.removeAll()
    count = 0
  }

  /// Puts the movements of the line that is no longer the last one to the earlier ones.
  private mutating func keepMovements() {
    let bytes = lines.bytes
    let line = GroupedLine(range: last, shift: lastShift)
    earlier.append(bytes.span, line.movements(lastReader))
    earlier.append(UInt8(ascii: ","))
  }
}
