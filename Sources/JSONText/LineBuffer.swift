/// A growing buffer that JSON text is written to; the bytes are taken out as a whole.
package struct LineBuffer {
  /// What was written since the last ``removeAll()``.
  package private(set) var bytes: [UInt8] = []

  /// Where lines begin that belong together with the line before them, in rising order: whoever
  /// gives the lines to another reader in the middle does not let it begin there.
  package private(set) var joints: [Int] = []

  package init() {}

  /// A buffer with room for `count` bytes to begin with.
  package init(room count: Int) { bytes.reserveCapacity(count) }

  /// How many bytes were written.
  package var count: Int { bytes.count }
  package var isEmpty: Bool { bytes.isEmpty }

  /// Forgets the contents, keeps the memory.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    if !joints.isEmpty { joints.removeAll(keepingCapacity: true) }
  }

  /// Cuts everything from `count` on.
  package mutating func truncate(to count: Int) {
    bytes.removeSubrange(count...)
    while let joint = joints.last, joint >= count { joints.removeLast() }
  }

  /// Says that the line which is written next belongs together with the one before it.
  package mutating func noteJoint() { joints.append(bytes.count) }

  /// Takes out everything from `count` on, which is a line's beginning, as a buffer of its own.
  package mutating func takeTail(from count: Int) -> LineBuffer {
    var tail = LineBuffer()
    tail.bytes = Array(bytes[count...])
    tail.joints = joints.drop { $0 < count }.map { $0 - count }
    truncate(to: count)
    return tail
  }

  /// Appends one byte as it is.
  package mutating func append(_ byte: UInt8) { bytes.append(byte) }

  /// Appends bytes as they are.
  package mutating func append(_ other: [UInt8]) { bytes.append(contentsOf: other) }

  /// Appends the UTF-8 of `text` as it is.
  package mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Appends text that is known when the program is built.
  package mutating func append(literal text: StaticString) {
    appendBytes(of: text, to: &bytes)
  }

  /// Appends `source[range]` as it is.
  package mutating func append(_ source: Span<UInt8>, _ range: Range<Int>) {
    appendBytes(of: source, range, to: &bytes)
  }

  /// Appends `source[range]` to any array of bytes.
  package static func append(
    _ source: Span<UInt8>, _ range: Range<Int>, to bytes: inout [UInt8]
  ) {
    appendBytes(of: source, range, to: &bytes)
  }

  /// Appends `source[line]`, which is not the end of `source`, as a line with its `\n`.
  package mutating func append(line source: Span<UInt8>, _ line: Range<Int>) {
    // In one go with the line end that stands behind it, as a rule.
    let hasEnd = source[line.upperBound] == UInt8(ascii: "\n")
    appendBytes(of: source, line.lowerBound..<line.upperBound + (hasEnd ? 1 : 0), to: &bytes)
    if !hasEnd { bytes.append(UInt8(ascii: "\n")) }
  }

  /// Appends `source[line]` less `source[cut]`, which lies in it, as a line with its `\n`.
  package mutating func append(
    line source: Span<UInt8>, _ line: Range<Int>, without cut: Range<Int>
  ) {
    append(upTo: line.count - cut.count + 1) { room in
      room.append(source, line.lowerBound..<cut.lowerBound)
      room.append(source, cut.upperBound..<line.upperBound)
      room.append(UInt8(ascii: "\n"))
    }
  }

  /// Appends the decimal digits of `value`.
  package mutating func append(integer value: Int64) {
    let digits = DecimalDigits(value)
    append(digits.text.span, digits.range)
  }

  /// Appends what `body` writes: `count` bytes at most.
  package mutating func append(upTo count: Int, _ body: (inout OutputSpan<UInt8>) -> Void) {
    // Doubled, since asking for what is needed makes exactly that.
    if bytes.capacity &- bytes.count < count {
      bytes.reserveCapacity(max(2 * bytes.capacity, bytes.count + count))
    }
    bytes.append(addingCapacity: count) { room in body(&room) }
  }

  /// Appends `text` (UTF-8) as a JSON string with its quotes; only what must be escaped is
  /// (RFC 8259, section 7).
  package mutating func append(string text: Span<UInt8>, _ range: Range<Int>) {
    append(upTo: 6 * range.count + 2) { room in room.append(string: text, range) }
  }

  /// Appends `text` as a JSON string with its quotes.
  package mutating func append(string text: String) {
    let utf8 = text.utf8.span
    append(string: utf8, 0..<utf8.count)
  }
}
