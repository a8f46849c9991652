package import Command
package import JSONText
import Notifications
package import Streams

/// `mrr-filter`: keeps the notifications that are asked for (rules.md, section 6).
///
/// What is kept keeps its order and its bytes, but for two edits: movements that are not asked for
/// are taken out of a line that holds several, and when the last line of a payload is dropped the
/// one that is now last is marked so.
package struct Filter: Stage {
  private let types: TypeSelection
  private let keepsAllTypes: Bool
  private var threshold: Threshold?
  private var reader: NotificationReader
  private var held = HeldPayload()
  package private(set) var isInsidePayload = false

  /// The reasons for which a line is dropped, as `--summary` counts them.
  private static let otherType = "type"
  private static let notOver = "threshold"
  private static let repeated = "repeated"

  /// Makes the stage; without a threshold every size of movement passes.
  package init(types: TypeSelection = .all, over threshold: Threshold? = nil) {
    self.types = types
    self.threshold = threshold
    reader = NotificationReader(amounts: threshold != nil)
    keepsAllTypes = types == .all
  }

  package mutating func consume(
    _ bytes: Span<UInt8>, _ line: Range<Int>, at place: Place, into output: inout Output
  ) throws(Rejection) {
    try reader.read(bytes, line)
    isInsidePayload = reader.isUnfinished
    if keepsAllTypes && threshold == nil {
      output.append(line: bytes, line, isUnfinished: reader.isUnfinished)
      return
    }
    let kept = keptCount
    guard reader.event != .failedPayment, reader.places.part >= 0, reader.places.metaID >= 0 else {
      try consumePayload(bytes, line, kept, into: &output)
      return
    }
    let isSame = held.isOpen && held.isSame(bytes, reader.found[reader.places.metaID])
    // Most payloads have one line: its number tells nothing.
    let part = isSame || !reader.isLast ? reader.part(bytes) ?? 0 : 0
    // Who wrote it may have been interrupted, and have begun anew.
    if isSame && part <= held.part { held.drop(into: &output, Self.repeated) }
    let continues = isSame && held.isOpen
    var passes = continues ? held.passes : threshold == nil
    // Before anything is changed: a line that is refused here leaves no trace.
    if !passes && kept > 0 { passes = try isOver(bytes, line, &output) }
    if !continues {
      held.settle(into: &output, dropped: Self.notOver)
      if reader.isLast {
        write(bytes, line, kept, passes, into: &output)
        return
      }
      held.open(bytes, reader.found[reader.places.metaID], passes: passes)
    }
    held.passes = passes
    held.part = part
    consumePart(bytes, line, kept, into: &output)
  }

  package var lineScan: (@Sendable () -> any LineScan)? {
    let (types, threshold) = (types, threshold)
    return { FilterScan(types: types, over: threshold) }
  }

  package mutating func consume(
    _ bytes: Span<UInt8>, _ line: Range<Int>, scanned found: Span<JSONFound>,
    notes: Span<ScanNote>, sort: Int, at place: Place, into output: inout Output
  ) throws(Rejection) {
    guard !held.isOpen, let verdict = Verdict(rawValue: sort) else {
      return try consume(bytes, line, at: place, into: &output)
    }
    isInsidePayload = verdict == .keptUnfinished
    switch verdict {
    case .kept, .keptUnfinished:
      output.append(line: bytes, line, isUnfinished: isInsidePayload)
    case .cut:
      output.beginPart(false)
      for index in notes.indices { output.lines.append(bytes, notes[index].range) }
      output.lines.append(UInt8(ascii: "\n"))
      output.written += 1
    case .otherType: output.skip(Self.otherType)
    case .notOver: output.skip(Self.notOver)
    }
  }

  /// What ``consume(_:_:at:into:)`` will do with the line, if it says so by itself and there is nothing
  /// to warn of.
  mutating func verdict(
    _ bytes: Span<UInt8>, _ line: Range<Int>, noting notes: inout [ScanNote]
  ) throws(Rejection) -> Verdict? {
    try reader.read(bytes, line)
    if keepsAllTypes && threshold == nil {
      return reader.isUnfinished ? .keptUnfinished : .kept
    }
    let isFailedPayment = reader.event == .failedPayment
    let isPart = reader.places.part >= 0 && reader.places.metaID >= 0
    if !isFailedPayment && isPart && !reader.isLast { return nil }
    let kept = keptCount
    if kept == 0 { return .otherType }
    if isFailedPayment { return .kept }
    if threshold != nil {
      var output = Output()
      // Whether it is warned of is the business of the one whose turn it is, each time.
      defer { if output.hasNotes { threshold?.forgetWarnings() } }
      let passes = try isOver(bytes, line, &output)
      if output.hasNotes { return nil }
      if !passes { return .notOver }
    }
    if kept == reader.movements.count { return .kept }
    forEachPiece(bytes, line) { piece in
      notes.append(
        ScanNote(
          key: 0, place: -1, value: 0, start: Int32(truncatingIfNeeded: piece.lowerBound),
          end: Int32(truncatingIfNeeded: piece.upperBound)))
    }
    return .cut
  }

  package mutating func finish(into output: inout Output) throws(Failure) {
    held.settle(into: &output, dropped: Self.notOver)
  }

  /// A line that is a payload of its own.
  private mutating func consumePayload(
    _ bytes: Span<UInt8>, _ line: Range<Int>, _ kept: Int, into output: inout Output
  ) throws(Rejection) {
    let passes =
      if kept > 0, threshold != nil, reader.event != .failedPayment {
        try isOver(bytes, line, &output)
      } else {
        true
      }
    held.settle(into: &output, dropped: Self.notOver)
    write(bytes, line, kept, passes, into: &output)
  }

  /// A line of the payload that is open.
  private mutating func consumePart(
    _ bytes: Span<UInt8>, _ line: Range<Int>, _ kept: Int, into output: inout Output
  ) {
    if kept == 0 {
      output.skip(Self.otherType)
      if reader.isLast { held.settle(into: &output, dropped: Self.notOver, marksLast: true) }
      return
    }
    if !held.passes && held.isFull(with: line.count) {
      held.passes = true
      output.warn("a payload of more than \(HeldPayload.limit) bytes is kept whatever its size")
    }
    if held.passes { held.release(into: &output, isUnfinished: true) }
    // A line is held as long as it may have to be dropped, or to be marked as the last one.
    if held.passes && (reader.isLast || keepsAllTypes) {
      write(bytes, line, kept, true, isUnfinished: !reader.isLast, into: &output)
    } else {
      hold(bytes, line, kept)
    }
    if reader.isLast { held.settle(into: &output, dropped: Self.notOver) }
  }

  // MARK: Judging

  /// How many of the line's movements are of a type that is asked for; a failed payment counts as
  /// one.
  private var keptCount: Int {
    switch reader.event {
    case .failedPayment: return types.contains(.failedPayment) ? 1 : 0
    case .scheduledCancellation:
      return types.contains(.scheduledCancellation) ? reader.movements.count : 0
    case .mrrMovement:
      if keepsAllTypes { return reader.movements.count }
      var count = 0
      for index in 0..<reader.movements.count where keeps(index) { count &+= 1 }
      return count
    }
  }

  private func keeps(_ movement: Int) -> Bool {
    types.contains(NotificationType(reader.movements[movement].type, under: reader.event))
  }

  /// Whether one of the movements that are asked for is over the amount.
  private mutating func isOver(
    _ bytes: Span<UInt8>, _ line: Range<Int>, _ output: inout Output
  ) throws(Rejection) -> Bool {
    var isOver = false
    for index in 0..<reader.movements.count where keeps(index) {
      let movement = reader.movements[index]
      let change = reader.mrrChange(of: movement, bytes).magnitude
      guard movement.currency >= 0 else { throw refusal("currency: missing", index, line) }
      let currency = reader.found[movement.currency]
      let date = movement.date < 0 ? nil : reader.found[movement.date]
      let hasEscapes = currency.isEscaped || (date?.isEscaped ?? false)
      let text = hasEscapes ? try resolved(currency, date, index, bytes, line) : nil
      do throws(Threshold.Problem) {
        let passes =
          if let text {
            try threshold?.isPassed(
              by: change, text.bytes.span, currency: text.currency, date: text.date, into: &output)
          } else {
            try threshold?.isPassed(
              by: change, bytes, currency: currency.content, date: date?.content, into: &output)
          }
        if passes ?? true { isOver = true }
      } catch {
        switch error {
        case .noDate: throw refusal("date: missing", index, line)
        case .badDate:
          throw refusal("date: expected a day such as 2025-03-14", index, line, at: date)
        }
      }
    }
    return isOver
  }

  /// The texts of a currency and a date of which one is written with escapes; what is no text is
  /// refused.
  @inline(never)
  private func resolved(
    _ currency: JSONFound, _ date: JSONFound?, _ index: Int, _ bytes: Span<UInt8>,
    _ line: Range<Int>
  ) throws(Rejection) -> (bytes: [UInt8], currency: Range<Int>, date: Range<Int>?) {
    guard var text = JSONValue.text(bytes, currency) else {
      throw refusal("currency: holds a lone surrogate or \\u0000", index, line, at: currency)
    }
    let end = text.count
    guard let date else { return (text, 0..<end, nil) }
    guard let day = JSONValue.text(bytes, date) else {
      throw refusal("date: holds a lone surrogate or \\u0000", index, line, at: date)
    }
    text += day
    return (text, 0..<end, end..<text.count)
  }

  /// Why a movement cannot be judged; `place` is what is meant if it is not the whole movement.
  private func refusal(
    _ reason: String, _ index: Int, _ line: Range<Int>, at place: JSONFound? = nil
  ) -> Rejection {
    let found = place ?? reader.found[reader.movements[index].object]
    return Rejection("movements[\(index)].\(reason)", offset: Int(found.start) - line.lowerBound)
  }

  // MARK: Writing

  private func write(
    _ bytes: Span<UInt8>, _ line: Range<Int>, _ kept: Int, _ passes: Bool,
    isUnfinished: Bool = false, into output: inout Output
  ) {
    guard kept > 0 && passes else {
      output.skip(kept > 0 ? Self.notOver : Self.otherType)
      return
    }
    if kept == reader.movements.count || reader.event == .failedPayment {
      output.append(line: bytes, line, isUnfinished: isUnfinished)
      return
    }
    output.beginPart(isUnfinished)
    append(bytes, line, kept, to: &output.lines)
    output.lines.append(UInt8(ascii: "\n"))
    output.written += 1
  }

  private mutating func hold(_ bytes: Span<UInt8>, _ line: Range<Int>, _ kept: Int) {
    let start = held.lines.count
    append(bytes, line, kept, to: &held.lines)
    var mark: Int?
    if reader.places.last >= 0 {
      let last = Int(reader.found[reader.places.last].start)
      let removed = line.count - (held.lines.count - start)
      let isBehind = last > Int(reader.found[reader.places.movements].start)
      mark = start + last - line.lowerBound - (isBehind ? removed : 0)
    }
    held.endLine(mark: mark)
  }

  /// Appends the line less the movements that are not asked for.
  private func append(
    _ bytes: Span<UInt8>, _ line: Range<Int>, _ kept: Int, to lines: inout LineBuffer
  ) {
    if kept == reader.movements.count || reader.event == .failedPayment {
      lines.append(bytes, line)
    } else {
      forEachPiece(bytes, line) { lines.append(bytes, $0) }
    }
  }

  /// What is left of the line without the movements that are not asked for; at least one is.
  private func forEachPiece(
    _ bytes: Span<UInt8>, _ line: Range<Int>, _ body: (Range<Int>) -> Void
  ) {
    // A movement goes with the comma before it; those before the first that is kept, with the one
    // behind them.
    var copied = line.lowerBound
    var hasKept = false
    for (index, movement) in reader.movements.enumerated() {
      let object = reader.found[movement.object].range
      if keeps(index) {
        if !hasKept && index > 0 {
          let first = reader.found[reader.movements[0].object].range
          body(copied..<first.lowerBound)
          copied = object.lowerBound
        }
        hasKept = true
      } else if hasKept {
        var comma = object.lowerBound - 1
        while bytes[comma] != UInt8(ascii: ",") { comma -= 1 }
        body(copied..<comma)
        copied = object.upperBound
      }
    }
    body(copied..<line.upperBound)
  }
}
