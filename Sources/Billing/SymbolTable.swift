import JSONText

/// An interned byte string: an id, a name, an e-mail.
package struct Symbol: Hashable, Sendable {
  /// Its number in the table that made it; -1 for ``none``.
  package var index: Int32

  package init(index: Int32) { self.index = index }

  /// No string at all, as JSON's null.
  package static let none = Symbol(index: -1)

  /// Whether there is no string.
  package var isNone: Bool { index < 0 }
}

/// Byte strings, each kept once, in one block of memory.
///
/// An open-addressing table over a key arena: ten million ids take a third of what a dictionary of
/// strings takes (performance.md, section 2).
package struct SymbolTable: ~Copyable {
  private struct Entry {
    var start: Int
    var length: Int32
    var hash: UInt64
  }

  /// The bytes of all symbols, one after the other.
  package private(set) var arena: [UInt8] = []
  private var entries: [Entry] = []
  /// Indices into `entries`, -1 for free; a power of two, at most half full.
  private var slots = [Int32](repeating: -1, count: 16)

  package init() {}

  /// How many strings it keeps.
  package var count: Int { entries.count }

  /// The symbol of `bytes[range]`.
  package mutating func intern(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Symbol {
    insert(bytes, range).symbol
  }

  /// The symbol of `text`.
  package mutating func intern(_ text: [UInt8]) -> Symbol {
    intern(text.span, 0..<text.count)
  }

  /// The symbol of `bytes[range]`, and whether it was not there before.
  package mutating func insert(
    _ bytes: Span<UInt8>, _ range: Range<Int>
  ) -> (symbol: Symbol, isNew: Bool) {
    let hash = Self.hash(bytes, range)
    var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[place] >= 0 {
      let entry = entries[Int(slots[place])]
      if entry.hash == hash && isEqual(entry, bytes, range) {
        return (Symbol(index: slots[place]), false)
      }
      place = (place + 1) & (slots.count - 1)
    }
    let symbol = Symbol(index: Int32(entries.count))
    entries.append(Entry(start: arena.count, length: Int32(range.count), hash: hash))
    for index in range { arena.append(bytes[index]) }
    slots[place] = symbol.index
    if entries.count * 2 > slots.count { grow() }
    return (symbol, true)
  }

  /// Where the symbol's bytes stand in ``arena``.
  package func range(of symbol: Symbol) -> Range<Int> {
    let entry = entries[Int(symbol.index)]
    return entry.start..<entry.start + Int(entry.length)
  }

  /// The symbol as a string, for messages; empty for none.
  package func string(of symbol: Symbol) -> String {
    symbol.isNone ? "" : String(decoding: arena[range(of: symbol)], as: UTF8.self)
  }

  /// A copy of the symbol's bytes; empty for none.
  package func bytes(of symbol: Symbol) -> [UInt8] {
    symbol.isNone ? [] : [UInt8](arena[range(of: symbol)])
  }

  /// A hash of the symbol's bytes that is the same in every run; 0 for none.
  package func hash(of symbol: Symbol) -> UInt64 {
    symbol.isNone ? 0 : entries[Int(symbol.index)].hash
  }

  /// Whether the first symbol's bytes come before the second's; none comes first.
  package func precedes(_ first: Symbol, _ second: Symbol) -> Bool {
    if first == second || second.isNone { return false }
    if first.isNone { return true }
    return arena[range(of: first)].lexicographicallyPrecedes(arena[range(of: second)])
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for index in entries.indices {
      var place = Int(truncatingIfNeeded: entries[index].hash) & (slots.count - 1)
      while slots[place] >= 0 { place = (place + 1) & (slots.count - 1) }
      slots[place] = Int32(index)
    }
  }

  private func isEqual(_ entry: Entry, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    JSONValue.isSame(
      arena.span, entry.start..<entry.start + Int(entry.length), bytes, range)
  }

  /// FNV-1a over the bytes, then mixed so that the low bits may be used for a table.
  package static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var digest = Digest()
    for index in range { digest.add(byte: bytes[index]) }
    return digest.value
  }
}
