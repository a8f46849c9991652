import Outbox
import Testing

@Suite struct RecoveryTests {
  /// How many attempts begin in each second if as many begin as may.
  private func counts(seconds: Int) -> [Int] {
    var recovery = Recovery(start: 500)
    return (0..<seconds).map { second in
      var count = 0
      for now in (500 + second * 1000)..<(1500 + second * 1000) {
        while count < 100_000, recovery.mayBegin(at: now) {
          recovery.noteBegun()
          count += 1
        }
      }
      return count
    }
  }

  @Test func doubles() {
    #expect(counts(seconds: 10) == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120])
  }

  @Test func isOverAfterTenSeconds() {
    #expect(!Recovery(start: 0).isOver(at: 9999))
    #expect(Recovery(start: 0).isOver(at: 10_000))
    #expect(counts(seconds: 11)[10] == 100_000)
  }

  @Test func tellsHowLongToWait() {
    var recovery = Recovery(start: 0)
    #expect(recovery.wait(at: 0) == 0)
    recovery.noteBegun()
    #expect(recovery.wait(at: 0) == 100)
    #expect(recovery.mayBegin(at: 100))
    #expect(!recovery.mayBegin(at: 99))
  }
}
