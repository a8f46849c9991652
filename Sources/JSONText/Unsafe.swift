// The only file of this module that may say `unsafe`.

/// How many bytes must be readable behind every scanned text.
package enum Padding {
  /// A vector step and a word look-ahead fit in it.
  package static let length = 64

  /// A copy of `text` that may be scanned: a newline and zeros stand behind it.
  package static func padded(_ text: [UInt8]) -> [UInt8] {
    text + [0x0A] + [UInt8](repeating: 0, count: length)
  }
}

/// Loads a value from `bytes` at `index`, whatever its alignment.
///
/// Safe: that all its bytes lie inside the span is checked here, by one comparison (an index below 0
/// is a very large number); every bit pattern of an integer or a vector of integers is a value.
@inline(__always)
func load<T: BitwiseCopyable>(_ bytes: Span<UInt8>, _ index: Int, as type: T.Type) -> T {
  let last = bytes.count &- MemoryLayout<T>.size
  precondition(last >= 0 && UInt(bitPattern: index) <= UInt(bitPattern: last))
  return unsafe bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: type)
}

/// Every other eight bytes of `bytes[range]`, mixed into two words by turns, neither of which waits for
/// the other.
///
/// Safe: the range is checked; every load lies within it.
func sampleWords(of bytes: Span<UInt8>, _ range: Range<Int>) -> (UInt64, UInt64) {
  precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
  var (one, two) = (UInt64(truncatingIfNeeded: range.count), UInt64(0))
  var index = range.lowerBound
  while index &+ 32 < range.upperBound {
    let first = unsafe bytes.bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: index, as: UInt64.self)
    let second = unsafe bytes.bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: index &+ 16, as: UInt64.self)
    one = (one ^ first) &* 0xE703_7ED1_A0B4_28DB
    two = (two ^ second) &* 0x8EBC_6AF0_9C88_C6E3
    // What the upper bits hold is to count for the lower ones, too.
    one ^= one &>> 32
    two ^= two &>> 32
    index &+= 32
  }
  return (one, two)
}

/// Whether `bytes` holds from `start` on the `count` bytes that `other` holds from `otherStart` on;
/// behind both stand seven bytes more.
///
/// Safe: that both hold so many is checked here, and nothing is loaded from behind that.
@inline(__always)
func isHeld(
  _ bytes: Span<UInt8>, _ start: Int, _ other: Span<UInt8>, _ otherStart: Int, _ count: Int
) -> Bool {
  // An index below 0 is a very large number.
  let needed = UInt(bitPattern: count) &+ 7
  precondition(count >= 0 && start >= 0 && otherStart >= 0)
  precondition(UInt(bitPattern: start) &+ needed <= UInt(bitPattern: bytes.count))
  precondition(UInt(bitPattern: otherStart) &+ needed <= UInt(bitPattern: other.count))
  let first = unsafe bytes.bytes
  let second = unsafe other.bytes
  @inline(__always)
  func difference(_ offset: Int) -> UInt64 {
    let one = unsafe first.unsafeLoadUnaligned(
      fromUncheckedByteOffset: start &+ offset, as: UInt64.self)
    let two = unsafe second.unsafeLoadUnaligned(
      fromUncheckedByteOffset: otherStart &+ offset, as: UInt64.self)
    return one ^ two
  }
  if count < 8 {
    if count == 0 { return true }
    // Only what lies in the range counts.
    return difference(0) &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count) == 0
  }
  if difference(0) != 0 { return false }
  if count > 16 {
    if difference(8) != 0 { return false }
    var offset = 16
    while offset &+ 32 < count {
      let differing =
        difference(offset) | difference(offset &+ 8) | difference(offset &+ 16)
        | difference(offset &+ 24)
      if differing != 0 { return false }
      offset &+= 32
    }
    while offset &+ 8 < count {
      if difference(offset) != 0 { return false }
      offset &+= 8
    }
  }
  // The last word, some of it a second time.
  return difference(count &- 8) == 0
}

/// Appends `source[range]` to `target`.
///
/// Safe: the sub-span is checked against the span's bounds, and its pointer does not outlive the call.
@inline(__always)
func appendBytes(of source: Span<UInt8>, _ range: Range<Int>, to target: inout [UInt8]) {
  unsafe source.extracting(range).withUnsafeBufferPointer { unsafe target.append(contentsOf: $0) }
}

/// The same to room that was made for it.
///
/// Safe: as above, and see `copy`.
@inline(__always)
func appendBytes(of source: Span<UInt8>, _ range: Range<Int>, to target: inout OutputSpan<UInt8>) {
  unsafe source.extracting(range).withUnsafeBufferPointer { unsafe copy($0, to: &target) }
}

/// Safe: the bytes fit, which is checked here, and do not lie in the room that they are written to,
/// which nobody else sees; the room's pointer does not outlive the call.
@inline(__always)
private func copy(_ source: UnsafeBufferPointer<UInt8>, to target: inout OutputSpan<UInt8>) {
  unsafe target.withUnsafeMutableBufferPointer { room, count in
    precondition(source.count <= room.count &- count, "there is too little room")
    guard let start = source.baseAddress, let room = room.baseAddress else { return }
    if source.count > 32 {
      unsafe (room + count).update(from: start, count: source.count)
    } else {
      let target = unsafe UnsafeMutableRawPointer(room + count)
      unsafe copyFew(UnsafeRawPointer(start), source.count, to: target)
    }
    count &+= source.count
  }
}

/// Copies 32 bytes at most, by the first and the last ones of what is loaded at once: less than what a
/// call costs.
///
/// Safe: whoever calls it gives as many bytes at both places; every load and store lies within them.
@inline(__always)
private func copyFew(
  _ source: UnsafeRawPointer, _ count: Int, to target: UnsafeMutableRawPointer
) {
  @inline(__always)
  func copyEnds<Word: BitwiseCopyable>(_ type: Word.Type) {
    let last = count &- MemoryLayout<Word>.size
    let first = unsafe source.loadUnaligned(as: type)
    let second = unsafe source.loadUnaligned(fromByteOffset: last, as: type)
    unsafe target.storeBytes(of: first, as: type)
    unsafe target.storeBytes(of: second, toByteOffset: last, as: type)
  }
  if count >= 16 {
    copyEnds(SIMD16<UInt8>.self)
  } else if count >= 8 {
    copyEnds(UInt64.self)
  } else if count >= 4 {
    copyEnds(UInt32.self)
  } else {
    for offset in 0..<count {
      unsafe target.storeBytes(
        of: source.load(fromByteOffset: offset, as: UInt8.self), toByteOffset: offset,
        as: UInt8.self)
    }
  }
}

/// Appends `source[range]` up to the first byte that a JSON string must escape; returns its index.
///
/// Safe: there is room for all of the range, which is checked here, and no byte is written behind as
/// many; the room's pointer does not outlive the call.
@inline(__always)
func appendPlain(
  of source: Span<UInt8>, _ range: Range<Int>, to target: inout OutputSpan<UInt8>
) -> Int {
  unsafe target.withUnsafeMutableBufferPointer { room, count in
    precondition(range.count <= room.count &- count, "there is too little room")
    guard let base = room.baseAddress else { return range.lowerBound }
    let start = unsafe UnsafeMutableRawPointer(base + count)
    var offset = 0
    while offset &+ 8 <= range.count {
      let word = load(source, range.lowerBound &+ offset, as: UInt64.self)
      if ByteScan.hasEscaped(word) { break }
      unsafe start.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
      offset &+= 8
    }
    let last = range.count &- 8
    if last >= 0 && offset > last && offset < range.count {
      // The last eight bytes, some of them a second time.
      let word = load(source, range.lowerBound &+ last, as: UInt64.self)
      if !ByteScan.hasEscaped(word) {
        unsafe start.storeBytes(of: word, toByteOffset: last, as: UInt64.self)
        offset = range.count
      }
    }
    while offset < range.count {
      let byte = source[range.lowerBound &+ offset]
      if ByteScan.isEscaped(byte) { break }
      unsafe start.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
      offset &+= 1
    }
    count &+= offset
    return range.lowerBound &+ offset
  }
}

/// Appends eight bytes, the lowest first.
///
/// Safe: there is room for them, which is checked here.
@inline(__always)
func appendWord(_ word: UInt64, to target: inout OutputSpan<UInt8>) {
  unsafe target.withUnsafeMutableBufferPointer { room, count in
    precondition(8 <= room.count &- count, "there is too little room")
    guard let base = room.baseAddress else { return }
    unsafe UnsafeMutableRawPointer(base + count).storeBytes(of: word, as: UInt64.self)
    count &+= 8
  }
}

/// Lends `body` the memory of the elements to be written anew; returns how many it wrote.
///
/// Safe: the elements are plain values, of which none has to be destroyed, and what is not written
/// stays what it was; the span knows how many there are, and does not outlive the call.
@inline(__always)
func overwrite(
  _ elements: inout [JSONFound], from start: Int, _ body: (inout OutputSpan<JSONFound>) -> Void
) -> Int {
  unsafe elements.withUnsafeMutableBufferPointer { buffer in
    let buffer = unsafe UnsafeMutableBufferPointer(rebasing: buffer[start...])
    var span = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
    body(&span)
    return unsafe span.finalize(for: buffer)
  }
}

/// Appends the UTF-8 of `literal` to `target`.
///
/// Safe: the pointer comes with its count, and the storage of a static string never goes away.
func appendBytes(of literal: StaticString, to target: inout [UInt8]) {
  let bytes = unsafe UnsafeBufferPointer(
    start: literal.utf8Start, count: literal.utf8CodeUnitCount)
  unsafe target.append(contentsOf: bytes)
}

/// The same to room that was made for it.
///
/// Safe: as above, and see `copy`.
@inline(__always)
func appendBytes(of literal: StaticString, to target: inout OutputSpan<UInt8>) {
  let bytes = unsafe UnsafeBufferPointer(
    start: literal.utf8Start, count: literal.utf8CodeUnitCount)
  unsafe copy(bytes, to: &target)
}

/// The mask as two words of eight lanes each, all bits of a lane set where it holds.
///
/// Safe: both types are 16 plain bytes.
@inline(__always)
func words(of mask: SIMDMask<SIMD16<Int8>>) -> SIMD2<UInt64> {
  unsafe unsafeBitCast(mask, to: SIMD2<UInt64>.self)
}

/// Whether the UTF-8 of `literal` stands in `bytes` from `start` on.
///
/// Safe: every offset into the literal leaves room for what is loaded from there, and the storage of
/// a static string never goes away; the span's side is checked.
@inline(never)
func isPrefix(_ literal: StaticString, of bytes: Span<UInt8>, at start: Int) -> Bool {
  let text = unsafe UnsafeRawPointer(literal.utf8Start)
  let count = literal.utf8CodeUnitCount
  @inline(__always)
  func isHeld<Word: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: Word.Type) -> Bool
  {
    let word = unsafe text.loadUnaligned(fromByteOffset: offset, as: type)
    return load(bytes, start + offset, as: type) == word
  }
  var offset = 0
  if count >= 8 {
    // The end first: words that begin alike are compared with each other.
    guard isHeld(count &- 8, as: UInt64.self) else { return false }
    while offset &+ 8 < count {
      guard isHeld(offset, as: UInt64.self) else { return false }
      offset &+= 8
    }
    return true
  }
  if count & 4 != 0 {
    guard isHeld(offset, as: UInt32.self) else { return false }
    offset &+= 4
  }
  if count & 2 != 0 {
    guard isHeld(offset, as: UInt16.self) else { return false }
    offset &+= 2
  }
  return count & 1 == 0 || isHeld(offset, as: UInt8.self)
}
