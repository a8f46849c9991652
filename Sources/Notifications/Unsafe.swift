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
