import Command
import JSONText
import Notifications

/// Where a line stands that is written anew: in the bytes that are lent with it, which need not be
/// those it was read from.
struct GroupedLine {
  /// The line in the bytes that are lent.
  var range: Range<Int>
  /// How much further on it stood when it was read.
  var shift: Int

  /// Writes the payload whose last line this is, read by `reader`.
  ///
  /// `key` is what makes it a group; `earlier` holds the movements of the lines before it, each with
  /// a comma behind it, and nothing if the line is the only one.
  func write(
    _ bytes: Span<UInt8>, _ reader: NotificationReader, _ key: GroupKey, after earlier: LineBuffer,
    to output: inout Output
  ) {
    if earlier.isEmpty {
      edit(bytes, reader, key, &output.lines)
    } else {
      join(bytes, reader, key, earlier, &output.lines)
    }
    output.lines.append(UInt8(ascii: "\n"))
    output.written += 1
  }

  /// From the first movement to the last, without the brackets; nothing if there are none.
  func movements(_ reader: NotificationReader) -> Range<Int> {
    guard let first = reader.movements.first, let last = reader.movements.last else { return 0..<0 }
    return Int(reader.found[first.object].start) - shift..<Int(reader.found[last.object].end)
      - shift
  }

  /// The line as it was read, but for its `meta`.
  private func edit(
    _ bytes: Span<UInt8>, _ reader: NotificationReader, _ key: GroupKey,
    _ lines: inout LineBuffer
  ) {
    let movements = movements(reader)
    let content = movements.isEmpty ? range : movements
    let made = madeID(bytes, reader, key, content)
    if reader.places.meta >= 0 {
      let meta = reader.found[reader.places.meta].range.moved(by: -shift)
      lines.append(bytes, range.lowerBound..<meta.lowerBound)
      appendMeta(bytes, reader, made, &lines)
      lines.append(bytes, meta.upperBound..<range.upperBound)
      return
    }
    var brace = range.upperBound - 1
    while bytes[brace] != UInt8(ascii: "}") { brace -= 1 }
    lines.append(bytes, range.lowerBound..<brace)
    lines.append(literal: ",\"meta\":")
    appendMeta(bytes, reader, made, &lines)
    lines.append(bytes, brace..<range.upperBound)
  }

  /// The keys of the payload in their order, then those it does not know, then `meta`.
  private func join(
    _ bytes: Span<UInt8>, _ reader: NotificationReader, _ key: GroupKey, _ earlier: LineBuffer,
    _ lines: inout LineBuffer
  ) {
    lines.append(literal: "{\"event\":\"")
    lines.append(literal: reader.event.word)
    lines.append(literal: "\",\"account_id\":")
    append(reader.places.account, bytes, reader, &lines)
    // Lines of others may have none; `null` is refused.
    if reader.places.customer >= 0 {
      lines.append(literal: ",\"customer\":")
      append(reader.places.customer, bytes, reader, &lines)
    }
    lines.append(literal: ",\"movements\":[")
    let first = lines.count
    lines.append(earlier.bytes.span, 0..<earlier.count)
    lines.append(bytes, movements(reader))
    let made = madeID(lines.bytes.span, reader, key, first..<lines.count)
    lines.append(literal: "],")
    for index in 0..<reader.count where reader.found[index].field == JSONSelection.unknownField {
      let member = reader.found[index]
      lines.append(bytes, (Int(member.keyStart)..<Int(member.end)).moved(by: -shift))
      lines.append(UInt8(ascii: ","))
    }
    lines.append(literal: "\"meta\":")
    appendMeta(bytes, reader, made, &lines)
    lines.append(UInt8(ascii: "}"))
  }

  /// The id of a payload that has none of its own; `content` is what it says, in `text`, which for a
  /// line alone is the bytes it stands in.
  private func madeID(
    _ text: Span<UInt8>, _ reader: NotificationReader, _ key: GroupKey, _ content: Range<Int>
  ) -> PayloadID? {
    if reader.places.metaID >= 0 { return nil }
    if reader.event == .failedPayment, let id = Origin.id(ofPayment: reader, text, shift) {
      return id
    }
    return Origin.digest(key, text, content)
  }

  private func appendMeta(
    _ bytes: Span<UInt8>, _ reader: NotificationReader, _ made: PayloadID?,
    _ lines: inout LineBuffer
  ) {
    lines.append(literal: "{\"id\":")
    if let made {
      lines.append(UInt8(ascii: "\""))
      lines.append(made)
      lines.append(UInt8(ascii: "\""))
    } else {
      append(reader.places.metaID, bytes, reader, &lines)
    }
    lines.append(literal: ",\"at\":")
    appendTime(bytes, reader, &lines)
    lines.append(UInt8(ascii: "}"))
  }

  private func appendTime(
    _ bytes: Span<UInt8>, _ reader: NotificationReader, _ lines: inout LineBuffer
  ) {
    let at = reader.places.at
    if at >= 0, case .string = reader.found[at].kind {
      append(at, bytes, reader, &lines)
    } else if reader.event == .failedPayment,
      let time = Origin.time(ofPayment: reader, bytes, shift)
    {
      lines.append(UInt8(ascii: "\""))
      time.append(to: &lines)
      lines.append(UInt8(ascii: "\""))
    } else if let date = Origin.firstDate(reader, bytes, shift) {
      lines.append(UInt8(ascii: "\""))
      lines.append(bytes, date)
      lines.append(literal: "T00:00:00Z\"")
    } else {
      lines.append(literal: "null")
    }
  }

  /// Appends the value at `place` as it stands in the line; `null` for what it does not hold.
  private func append(
    _ place: Int, _ bytes: Span<UInt8>, _ reader: NotificationReader, _ lines: inout LineBuffer
  ) {
    if place >= 0 {
      lines.append(bytes, reader.found[place].range.moved(by: -shift))
    } else {
      lines.append(literal: "null")
    }
  }
}

extension Range<Int> {
  /// The same so much further on.
  func moved(by distance: Int) -> Range<Int> {
    lowerBound + distance..<upperBound + distance
  }
}
