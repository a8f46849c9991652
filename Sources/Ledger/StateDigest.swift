/// A hash of a row's bytes, by which a flipped bit is recognised (FNV-1a, 64 bits).
enum StateDigest {
  static func of(_ bytes: [UInt8]) -> Int64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return Int64(bitPattern: hash)
  }
}
