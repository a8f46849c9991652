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

  /// What is kept in ledgers must not change.
  @Test func theHashIsTheSameInEveryVersion() {
    var table = SymbolTable()
    #expect(table.hash(of: table.intern([UInt8]("cus_456".utf8))) == 0x0C8F_89C6_B8A0_BE86)
    #expect(table.hash(of: .none) == 0)
  }

  @Test func anIndexKnowsWhatWasPutIntoIt() {
    var index = SymbolIndex()
    #expect(index[.none] == nil)
    #expect(index[Symbol(index: 3)] == nil)
    index[Symbol(index: 3)] = 7
    index[Symbol(index: 1)] = 0
    #expect((-1..<6).map { index[Symbol(index: $0)] } == [nil, nil, 0, nil, 7, nil, nil])
    index[Symbol(index: 3)] = nil
    #expect(index[Symbol(index: 3)] == nil)
  }
}
