package import JSONText

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

/// Byte strings, each kept once.
///
/// An open-addressing table over a key arena: ten million ids take a third of what a dictionary of
/// strings takes (performance.md, section 2). None of its parts is copied as it grows but the slots,
/// which are given back first.
package struct SymbolTable: ~Copyable {
  private var arena = SymbolArena()
  /// A symbol's number plus 1, and above it as many bits of its hash as there is room for, which spare
  /// most of the looks at its bytes; 0 for a free slot.
  ///
  /// Three quarters of them are taken at most.
  private var slots = [UInt32](repeating: 0, count: 16)
  /// The bits of a slot that hold the number: it is less than the number of slots.
  private var numbers: UInt32 = 15
  /// Names come from strangers: who knew this could make them all meet in one slot.
  private let seed = UInt64.random(in: .min ... .max)

  package init() {}

  /// How many strings it keeps.
  package var count: Int { arena.count }

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
    let hash = ByteHash.hash(bytes, range, seed: seed)
    let tag = UInt32(truncatingIfNeeded: hash) & ~numbers
    var place = Self.place(of: hash, slots.count)
    while slots[place] != 0 {
      let slot = slots[place]
      if slot & ~numbers == tag {
        let symbol = Symbol(index: Int32(truncatingIfNeeded: slot & numbers) &- 1)
        let isSame = arena.withBytes(of: symbol) { JSONValue.isSame($0, $1, bytes, range) }
        if isSame { return (symbol, false) }
      }
      place += 1
      if place == slots.count { place = 0 }
    }
    let symbol = Symbol(index: Int32(count))
    arena.append(bytes, range)
    slots[place] = tag | UInt32(truncatingIfNeeded: count)
    if count * 4 > slots.count * 3 { grow() }
    return (symbol, true)
  }

  /// Lends the bytes among which the symbol's are, and says where.
  package func withBytes(of symbol: Symbol, _ body: (Span<UInt8>, Range<Int>) -> Void) {
    arena.withBytes(of: symbol, body)
  }

  /// Appends the symbol's bytes.
  package func append(_ symbol: Symbol, to text: inout LineBuffer) {
    arena.withBytes(of: symbol) { text.append($0, $1) }
  }

  /// The symbol as a string, for messages; empty for none.
  package func string(of symbol: Symbol) -> String {
    String(decoding: bytes(of: symbol), as: UTF8.self)
  }

  /// A copy of the symbol's bytes; empty for none.
  package func bytes(of symbol: Symbol) -> [UInt8] {
    symbol.isNone ? [] : arena.bytes(of: symbol)
  }

  /// A hash of the symbol's bytes that is the same in every run and every version; 0 for none.
  package func hash(of symbol: Symbol) -> UInt64 {
    symbol.isNone ? 0 : arena.withBytes(of: symbol) { Self.hash($0, $1) }
  }

  /// Whether the first symbol's bytes come before the second's; none comes first.
  package func precedes(_ first: Symbol, _ second: Symbol) -> Bool {
    if first == second || second.isNone { return false }
    if first.isNone { return true }
    return arena.precedes(first, second)
  }

  /// Where the search for a hash begins: by its upper half, for the tag is of the lower one.
  @inline(__always)
  private static func place(of hash: UInt64, _ count: Int) -> Int {
    Int(truncatingIfNeeded: ((hash &>> 32) &* UInt64(truncatingIfNeeded: count)) &>> 32)
  }

  /// How many slots are more by a quarter at a time rather than as many again.
  private static let many = 1 << 17

  private mutating func grow() {
    let size = slots.count < Self.many ? 2 * slots.count : slots.count + slots.count / 4
    while Int(numbers) < size - 1 { numbers = 2 * numbers + 1 }
    // The old ones are given back first: the hashes are worked out anew.
    slots = []
    slots = filled(size)
  }

  private func filled(_ size: Int) -> [UInt32] {
    var slots = [UInt32](repeating: 0, count: size)
    if size < Self.many {
      for number in 0..<count {
        let hash = hash(ofNumber: number)
        put(number, hash, at: Self.place(of: hash, size), in: &slots)
      }
      return slots
    }
    // In groups: the slots of a group are fetched from memory beside each other, which takes little longer
    // than one of them.
    var hashes = InlineArray<32, UInt64>(repeating: 0)
    var places = InlineArray<32, Int>(repeating: 0)
    var number = 0
    while number < count {
      let group = min(hashes.count, count - number)
      for index in 0..<group { hashes[index] = hash(ofNumber: number + index) }
      for index in 0..<group {
        let place = Self.place(of: hashes[index], size)
        places[index] = slots[place] == 0 ? place : Self.next(place, size)
      }
      for index in 0..<group {
        put(number, hashes[index], at: places[index], in: &slots)
        number += 1
      }
    }
    return slots
  }

  /// The hash of a symbol's bytes.
  @inline(__always)
  private func hash(ofNumber number: Int) -> UInt64 {
    arena.withBytes(of: Symbol(index: Int32(number))) { ByteHash.hash($0, $1, seed: seed) }
  }

  /// Puts a symbol into the first free slot from `place` on.
  @inline(__always)
  private func put(_ number: Int, _ hash: UInt64, at place: Int, in slots: inout [UInt32]) {
    var place = place
    while slots[place] != 0 { place = Self.next(place, slots.count) }
    let tag = UInt32(truncatingIfNeeded: hash) & ~numbers
    slots[place] = tag | UInt32(truncatingIfNeeded: number + 1)
  }

  @inline(__always)
  private static func next(_ place: Int, _ count: Int) -> Int {
    place + 1 == count ? 0 : place + 1
  }

  /// FNV-1a over the bytes, mixed: for what is kept between runs.
  package static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var digest = Digest()
    for index in range { digest.add(byte: bytes[index]) }
    return digest.value
  }
}
