import Billing
import Testing

@Suite struct SymbolTableTests {
  /// Texts of every length, each a beginning of others, and enough of them to grow the table often.
  @Test func eachTextHasOneSymbol() {
    let texts =
      (0..<40).map { [UInt8](repeating: 0x61, count: $0) }
      + (0..<5000).map { [UInt8]("cus_\($0 * 7919)".utf8) }
      + (0..<40).map { [UInt8](repeating: 0x61, count: $0) + [0] }
    var table = SymbolTable()
    let symbols = texts.map { table.intern($0) }
    #expect(Set(symbols).count == texts.count)
    #expect(table.count == texts.count)
    for (text, symbol) in zip(texts, symbols) {
      #expect(table.bytes(of: symbol) == text)
      #expect(table.insert(text.span, 0..<text.count) == (symbol, false))
    }
    #expect(table.count == texts.count)
  }

  /// More than one step of growth, and texts longer than a block, or than what two bytes can tell.
  @Test func manyAndLongTexts() {
    var table = SymbolTable()
    var texts: [Symbol: [UInt8]] = [:]
    func check(_ table: borrowing SymbolTable) {
      for (symbol, text) in texts {
        if table.bytes(of: symbol) != text || table.string(of: symbol).utf8.count != text.count {
          Issue.record("\(symbol) is not what it was")
          return
        }
      }
    }
    let lengths = [0, 1, 70_000, 1 << 20 - 1, 1, 0, 1 << 20, 3, 1 << 20 + 1, 3_000_000, 65_535, 2]
    for (number, length) in lengths.enumerated() {
      let text = [UInt8](repeating: UInt8(ascii: "a") + UInt8(number), count: length)
      texts[table.intern(text)] = text
      let next = [UInt8]("cus_\(number)".utf8)
      texts[table.intern(next)] = next
    }
    check(table)
    for number in 0..<260_000 {
      let text = [UInt8]("sub_\(number * 7919)".utf8)
      let symbol = table.intern(text)
      if number % 50 == 0 || table.count % 64 < 2 { texts[symbol] = text }
    }
    check(table)
    #expect(table.count == 260_000 + 2 * lengths.count - 1)
    for (symbol, text) in texts {
      if table.insert(text.span, 0..<text.count) != (symbol, false) {
        Issue.record("\(symbol) is not found")
        return
      }
    }
  }

  /// What is kept in ledgers must not change.
  @Test func theHashIsTheSameInEveryVersion() {
    var table = SymbolTable()
    #expect(table.hash(of: table.intern([UInt8]("cus_456".utf8))) == 0x0C8F_89C6_B8A0_BE86)
    #expect(table.hash(of: .none) == 0)
  }
}
