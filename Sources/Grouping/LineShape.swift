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
  /// What identifies a line that has no id of its own.
  var origin: Origin?

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
    if id == nil || at == nil { origin = Origin(reader, bytes) }
    for found in reader.found.prefix(reader.count) where found.field == JSONSelection.unknownField {
      unknown.append(Int(found.keyStart) - start..<Int(found.end) - start)
    }
  }
}

extension LineShape {
  /// Writes the payload whose last line has this shape and stands in `bytes` from `start` on.
  ///
  /// `earlier` holds the movements of the lines before it, each with a comma behind it; none if the
  /// line is the only one.
  func write(
    _ bytes: Span<UInt8>, from start: Int, after earlier: LineBuffer?, to output: inout Output
  ) {
    if let earlier, !earlier.isEmpty {
      join(bytes, start, earlier, &output.lines)
    } else {
      edit(bytes, start, &output.lines)
    }
    output.lines.append(UInt8(ascii: "\n"))
    output.written += 1
  }

  /// The line as it was read, but for its `meta`.
  private func edit(_ bytes: Span<UInt8>, _ start: Int, _ lines: inout LineBuffer) {
    let content = movements.isEmpty ? line : movements
    let made = id == nil ? origin?.id(bytes, content.moved(by: start)) : nil
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
    _ bytes: Span<UInt8>, _ start: Int, _ earlier: LineBuffer, _ lines: inout LineBuffer
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
    let made = id == nil ? origin?.id(lines.bytes.span, first..<lines.count) : nil
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
    if at == nil, let known = origin?.at {
      lines.append(UInt8(ascii: "\""))
      known.append(to: &lines)
      lines.append(UInt8(ascii: "\""))
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
