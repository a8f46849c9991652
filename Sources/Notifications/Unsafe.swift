// The only file of this module that may say `unsafe`.

/// Eight bytes from `index` on as a little-endian number.
///
/// Safe: `unsafeLoadUnaligned` checks that all eight lie inside the span, and traps otherwise; every
/// bit pattern is a number.
@inline(__always)
func word(_ bytes: Span<UInt8>, _ index: Int) -> UInt64 {
  unsafe UInt64(
    littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
}

/// Gives the bytes of a literal one after the other.
///
/// Safe: the pointer comes with its count, and the storage of a static string never goes away.
@inline(__always)
func forEachByte(of literal: StaticString, _ body: (UInt8) -> Void) {
  for index in 0..<literal.utf8CodeUnitCount { unsafe body(literal.utf8Start[index]) }
}
