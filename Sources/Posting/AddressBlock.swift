/// A block of addresses, as `--allow-net` takes it and as the registries publish them.
package struct AddressBlock: Hashable, Sendable {
  /// The first address of the block.
  package let first: IPAddress
  /// How many leading bits its addresses share.
  package let prefix: Int

  /// The block of `prefix` bits, or nil if `first` has bits set behind them.
  package init?(_ first: IPAddress, prefix: Int) {
    switch first {
    case .v4(let bits):
      guard (0...32).contains(prefix), prefix == 32 || bits << UInt32(prefix) == 0 else {
        return nil
      }
    case .v6(let bits):
      guard (0...128).contains(prefix), prefix == 128 || bits << UInt128(prefix) == 0 else {
        return nil
      }
    }
    self.first = first
    self.prefix = prefix
  }

  /// Reads `10.0.0.0/8`, `fd00::/8`, or a single address.
  ///
  /// Throws a sentence that says what is wrong.
  package init(parsing text: String) throws(AddressBlockError) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(String(parts[0])) else {
      throw AddressBlockError("'\(text)' is no block of addresses: write 10.0.0.0/8 or fd00::/8")
    }
    let width = if case .v4 = address { 32 } else { 128 }
    var prefix = width
    if parts.count == 2 {
      guard let number = Int(parts[1]), parts[1].utf8.allSatisfy({ isDigit($0) }),
        (0...width).contains(number)
      else { throw AddressBlockError("'\(text)': the prefix is a number from 0 to \(width)") }
      prefix = number
    }
    guard let block = AddressBlock(address, prefix: prefix) else {
      throw AddressBlockError("'\(text)' has bits set behind its prefix of \(prefix)")
    }
    // Addresses are judged unmapped, so a block of mapped ones must be a block of IPv4.
    if case .v4 = address.unmapped, prefix >= 96, width == 128,
      let plain = AddressBlock(address.unmapped, prefix: prefix - 96)
    {
      self = plain
    } else {
      self = block
    }
  }

  /// Whether the address lies in the block; families do not mix.
  package func contains(_ address: IPAddress) -> Bool {
    switch (first, address) {
    case (.v4(let own), .v4(let other)): prefix == 0 || (own ^ other) >> UInt32(32 - prefix) == 0
    case (.v6(let own), .v6(let other)): prefix == 0 || (own ^ other) >> UInt128(128 - prefix) == 0
    default: false
    }
  }
}

/// Why a text is no block of addresses: a sentence.
package struct AddressBlockError: Error, Equatable {
  /// What is wrong, and with which text.
  package var message: String
  init(_ message: String) { self.message = message }
}
