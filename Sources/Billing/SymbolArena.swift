import JSONText

/// The bytes of all symbols of a table, one after the other, in blocks that never move.
struct SymbolArena: ~Copyable {
  /// How many bytes a block holds, as a power of two; more if a single symbol has more.
  private static let blockShift: UInt32 = 20
  private static let blockSize = 1 << 20

  private var blocks: [[UInt8]] = [[]]

  // Where each symbol begins: the number of its block, and the place there in `blockShift` bits. Most
  // are near to the one of every 64th symbol, and kept as how far they are from it, in two bytes.
  private static let baseShift = 6
  private static let isFar = UInt16.max
  private var bases: [UInt32] = []
  private var distances: [UInt16] = []
  private var far: [Int: UInt32] = [:]

  /// How many symbols there are.
  var count: Int { distances.count }

  /// Adds a symbol, the next in number.
  mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    var block = blocks.count - 1
    // Less than a block's size is taken, so that where the next would begin is inside it.
    if !blocks[block].isEmpty && blocks[block].count + range.count >= Self.blockSize {
      block += 1
      precondition(block < 1 << (32 - Self.blockShift), "the names of one run must fit 4 GiB")
      blocks.append([])
      blocks[block].reserveCapacity(max(Self.blockSize, range.count))
    }
    note(start: UInt32(block) << Self.blockShift | UInt32(blocks[block].count))
    LineBuffer.append(bytes, range, to: &blocks[block])
  }

  private mutating func note(start: UInt32) {
    let number = count
    if number & (1 << Self.baseShift - 1) == 0 { bases.append(start) }
    let distance = start - bases[number >> Self.baseShift]
    if distance < UInt32(Self.isFar) {
      distances.append(UInt16(distance))
    } else {
      distances.append(Self.isFar)
      far[number] = start
    }
  }

  @inline(__always)
  private func start(_ number: Int) -> UInt32 {
    let distance = distances[number]
    if distance == Self.isFar { return farStart(number) }
    return bases[number &>> Self.baseShift] &+ UInt32(distance)
  }

  @inline(never)
  private func farStart(_ number: Int) -> UInt32 {
    guard let start = far[number] else { preconditionFailure("a symbol begins somewhere") }
    return start
  }

  /// In which block the symbol's bytes are, and where in it.
  @inline(__always)
  private func location(of symbol: Symbol) -> (block: Int, range: Range<Int>) {
    let number = Int(symbol.index)
    let start = start(number)
    let block = Int(start &>> Self.blockShift)
    let place = Int(start & (1 << Self.blockShift - 1))
    if number + 1 < count {
      let next = self.start(number + 1)
      if Int(next &>> Self.blockShift) == block {
        return (block, place..<Int(next & (1 << Self.blockShift - 1)))
      }
    }
    return (block, place..<blocks[block].count)
  }

  /// Lends the bytes among which the symbol's are, and says where.
  @inline(__always)
  func withBytes<Result>(
    of symbol: Symbol, _ body: (Span<UInt8>, Range<Int>) -> Result
  ) -> Result {
    let (block, range) = location(of: symbol)
    // By a span of the blocks: an element of an array is kept alive by counting.
    let blocks = blocks.span
    return body(blocks[block].span, range)
  }

  /// A copy of the symbol's bytes.
  func bytes(of symbol: Symbol) -> [UInt8] {
    let (block, range) = location(of: symbol)
    return [UInt8](blocks[block][range])
  }

  /// Whether the first symbol's bytes come before the second's.
  func precedes(_ first: Symbol, _ second: Symbol) -> Bool {
    let (one, other) = (location(of: first), location(of: second))
    return blocks[one.block][one.range].lexicographicallyPrecedes(blocks[other.block][other.range])
  }
}
