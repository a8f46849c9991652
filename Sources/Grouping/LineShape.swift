import Command
import JSONText
import Notifications

/// Where in a line that was read the parts stand that writing it anew needs, counted from the
/// line's first byte: so that it serves for the line and for a copy of it.
struct LineShape {
  var event = Event.mrrMovement
  var line = 0..<0
  /// Values, each with its quotes or braces.
  var account: Range<Int>?
  var customer: Range<Int>?
  var meta: Range<Int>?
  var id: Range<Int>?
  var at: Range<Int>?
  /// From the first movement to the last, without the brackets.
  var movements = 0..<0
  /// Members with keys that the payload does not know, from the key on.
  var unknown: [Range<Int>] = []
  /// What the line tells in place of an id and a time that its `meta` does not hold.
  var paymentID: PayloadID?
  var paymentTime: Timestamp?
  var firstDate: Range<Int>?

  init() {}

  init(_ reader: NotificationReader, _ bytes: Span<UInt8>, _ line: Range<Int>) {
    let start = line.lowerBound
    let places = reader.places
    func range(_ index: Int) -> Range<Int>? {
      guard index >= 0, reader.found[index].kind != .null else { return nil }
      let found = reader.found[index]
      return Int(found.start) - start..<Int(found.end) - start
    }
    event = reader.event
    self.line = 0..<line.count
    account = range(places.account)
    customer = range(places.customer)
    meta = range(places.meta)
    id = range(places.metaID)
    at = range(places.at)
    if let first = reader.movements.first, let last = reader.movements.last {
      movements =
        Int(reader.found[first.object].start) - start..<Int(reader.found[last.object].end) - start
    }
    if event == .failedPayment {
      if at == nil { paymentTime = Origin.time(ofPayment: reader, bytes) }
      if id == nil { paymentID = Origin.id(ofPayment: reader, bytes) }
    } else if at == nil {
      firstDate = Origin.firstDate(reader, bytes).map { $0.moved(by: -start) }
    }
    for found in reader.found.prefix(reader.count) where found.field == JSONSelection.unknownField {
      unknown.append(Int(found.keyStart) - start..<Int(found.end) - start)
    }
  }
}

extension LineShape {
  /// Writes the payload whose last line has this shape and stands in `bytes` from `start` on.
  ///
  /// `key` is what makes it a group; `earlier` holds the movements of the lines before it, each with
  /// a comma behind it, and nothing if the line is the only one.
  func write(
    _ bytes: Span<UInt8>, from start: Int, _ key: GroupKey, after earlier: LineBuffer,
    to output: inout Output
  ) {
    if earlier.isEmpty {
      edit(bytes, start, key, &output.lines)
    } else {
      join(bytes, start, key, earlier, &output.lines)
    }
    output.lines.append(UInt8(ascii: "\n"))
    output.written += 1
  }

  /// The line as it was read, but for its `meta`.
  private func edit(
    _ bytes: Span<UInt8>, _ start: Int, _ key: GroupKey, _ lines: inout LineBuffer
  ) {
    let content = (movements.isEmpty ? line : movements).moved(by: start)
    let made = id == nil ? paymentID ?? Origin.digest(key, bytes, content) : nil
    if let meta {
      lines.append(bytes, start..<start + meta.lowerBound)
      appendMeta(bytes, start, made, &lines)
      lines.append(bytes, start + meta.upperBound..<start + line.upperBound)
      return
    }
    var brace = start + line.upperBound - 1
    while bytes[brace] != UInt8(ascii: "}") { brace -= 1 }
    lines.append(bytes, start..<brace)
    lines.append(literal: ",\"meta\":")
    appendMeta(bytes, start, made, &lines)
    lines.append(bytes, brace..<start + line.upperBound)
  }

  /// The keys of the payload in their order, then those it does not know, then `meta`.
  private func join(
    _ bytes: Span<UInt8>, _ start: Int, _ key: GroupKey, _ earlier: LineBuffer,
    _ lines: inout LineBuffer
  ) {
    lines.append(literal: "{\"event\":\"")
    lines.append(literal: event.word)
    lines.append(literal: "\",\"account_id\":")
    append(account, bytes, start, &lines)
    lines.append(literal: ",\"customer\":")
    append(customer, bytes, start, &lines)
    lines.append(literal: ",\"movements\":[")
    let first = lines.count
    lines.append(earlier.bytes)
    lines.append(bytes, movements.moved(by: start))
    let made = id == nil ? Origin.digest(key, lines.bytes.span, first..<lines.count) : nil
    lines.append(literal: "],")
    for member in unknown {
      lines.append(bytes, member.moved(by: start))
      lines.append(UInt8(ascii: ","))
    }
    lines.append(literal: "\"meta\":")
    appendMeta(bytes, start, made, &lines)
    lines.append(UInt8(ascii: "}"))
  }

  private func appendMeta(
    _ bytes: Span<UInt8>, _ start: Int, _ made: PayloadID?, _ lines: inout LineBuffer
  ) {
    lines.append(literal: "{\"id\":")
    if let made {
      lines.append(UInt8(ascii: "\""))
      lines.append(made)
      lines.append(UInt8(ascii: "\""))
    } else {
      append(id, bytes, start, &lines)
    }
    lines.append(literal: ",\"at\":")
    if let paymentTime {
      lines.append(UInt8(ascii: "\""))
      paymentTime.append(to: &lines)
      lines.append(UInt8(ascii: "\""))
    } else if let firstDate {
      lines.append(UInt8(ascii: "\""))
      lines.append(bytes, firstDate.moved(by: start))
      lines.append(literal: "T00:00:00Z\"")
    } else {
      append(at, bytes, start, &lines)
    }
    lines.append(UInt8(ascii: "}"))
  }

  /// Appends a value as it stands in the line; `null` for what it does not hold.
  private func append(
    _ value: Range<Int>?, _ bytes: Span<UInt8>, _ start: Int, _ lines: inout LineBuffer
  ) {
    if let value {
      lines.append(bytes, value.moved(by: start))
    } else {
      lines.append(literal: "null")
    }
  }
}

extension Range<Int> {
  fileprivate func moved(by distance: Int) -> Range<Int> {
    lowerBound + distance..<upperBound + distance
  }
}
