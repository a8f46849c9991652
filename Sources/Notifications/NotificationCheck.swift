import Command
import JSONText

/// What is asked of the values of a notification, and the words in which they are refused:
/// `movements[0].mrr_change: expected an integer, found 49.5`.
struct NotificationCheck {
  /// Where the line begins in the bytes.
  var start: Int

  @inline(__always)
  func isObject(_ bytes: Span<UInt8>, _ value: JSONFound, _ path: StaticString) throws(Rejection) {
    guard case .object = value.kind else { throw expected("an object", "\(path)", bytes, value) }
  }

  /// Asks for a string that is text: without lone surrogates and U+0000.
  @inline(__always)
  func isString(_ bytes: Span<UInt8>, _ value: JSONFound, _ path: StaticString) throws(Rejection) {
    guard value.isString else { throw expected("a string", "\(path)", bytes, value) }
    if value.isEscaped, JSONValue.text(bytes, value) == nil {
      throw Rejection(
        "\(path): holds a lone surrogate or \\u0000", offset: Int(value.start) - start)
    }
  }

  @inline(__always)
  func isStringOrNull(
    _ bytes: Span<UInt8>, _ value: JSONFound, _ path: StaticString
  ) throws(Rejection) {
    if case .null = value.kind { return }
    try isString(bytes, value, path)
  }

  @inline(__always)
  func isInteger(_ bytes: Span<UInt8>, _ value: JSONFound, _ path: StaticString) throws(Rejection) {
    guard JSONValue.integer(bytes, value) != nil else {
      throw expectedInteger("\(path)", bytes, value)
    }
  }

  /// Why this movement is refused, which is bad.
  @inline(never)
  func refuse(
    _ movement: FoundMovement, _ index: Int, _ bytes: Span<UInt8>, _ found: [JSONFound]
  ) -> Rejection {
    let path = "movements[\(index)]"
    let object = found[movement.object]
    guard object.kind == .object else { return expected("an object", path, bytes, object) }
    let needed = [("type", movement.typeIndex), ("mrr_change", movement.mrrChangeIndex)]
    for (name, index) in needed where index < 0 {
      return Rejection("\(path).\(name): missing", offset: Int(object.start) - start)
    }
    let type = found[movement.typeIndex]
    if MovementType(bytes, type) == nil {
      return expected(MovementType.words, "\(path).type", bytes, type)
    }
    let change = found[movement.mrrChangeIndex]
    if JSONValue.integer(bytes, change) == nil {
      return expectedInteger("\(path).mrr_change", bytes, change)
    }
    let isCurrency = movement.currency >= 0 && !found[movement.currency].isString
    return expected(
      "a string", isCurrency ? "\(path).currency" : "\(path).date", bytes,
      found[isCurrency ? movement.currency : movement.date])
  }

  @inline(never)
  private func expectedInteger(
    _ path: String, _ bytes: Span<UInt8>, _ value: JSONFound
  ) -> Rejection {
    var isTooLarge = value.kind == .number
    if isTooLarge {
      for index in value.range {
        let isDigit = bytes[index] &- UInt8(ascii: "0") < 10
        if !isDigit && bytes[index] != UInt8(ascii: "-") { isTooLarge = false }
      }
    }
    return expected(
      isTooLarge ? "an integer that fits 64 bits" : "an integer", path, bytes, value)
  }

  /// The sentence for a value that is not what it should be.
  @inline(never)
  func expected(
    _ what: String, _ path: String, _ bytes: Span<UInt8>, _ value: JSONFound
  ) -> Rejection {
    let place = path.isEmpty ? "" : "\(path): "
    return Rejection(
      "\(place)expected \(what), found \(Self.description(bytes, value))",
      offset: Int(value.start) - start)
  }

  private static func description(_ bytes: Span<UInt8>, _ value: JSONFound) -> String {
    switch value.kind {
    case .object: return "an object"
    case .array: return "an array"
    default:
      let limit = 40
      var shown: [UInt8] = []
      for index in value.range.prefix(limit) { shown.append(bytes[index]) }
      if value.range.count <= limit { return String(decoding: shown, as: UTF8.self) }
      // What is cut is cut between characters.
      while let end = shown.last, end & 0xC0 == 0x80 { shown.removeLast() }
      if let end = shown.last, end >= 0x80 { shown.removeLast() }
      return String(decoding: shown, as: UTF8.self) + "…"
    }
  }
}
