import Testing

@testable import Detecting

@Suite struct BlocksTests {
  /// Beyond the first blocks, a block that is just full among them.
  @Test func holdsWhatWasAdded() {
    var list = Blocks<Int>()
    for number in 0..<50_000 {
      #expect(list.count == number)
      list.append(number)
    }
    for place in stride(from: 0, to: 50_000, by: 3) { list[place] = -place }
    #expect((0..<50_000).allSatisfy { list[$0] == ($0 % 3 == 0 ? -$0 : $0) })
    let copy = list
    list[16_384] = 5
    #expect(copy[16_384] == 16_384)
  }
}
