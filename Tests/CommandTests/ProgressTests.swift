import Testing

@testable import Command

@Suite struct ProgressTests {
  /// A line that is wider than the terminal would not be written over, but stay.
  @Test(arguments: [
    (80, "mrr-x: 34 %, 3 s left, 515232 read, 108 MB"), (41, "mrr-x: 34 %, 3 s left, 515232 read"),
    (35, "mrr-x: 34 %, 3 s left, 515232 read"), (34, "mrr-x: 34 %, 3 s left, 108 MB"),
    (12, "mrr-x: 34 %"), (8, "mrr-x: "), (1, ""), (0, ""),
  ])
  func fitting(columns: Int, line: String) {
    let parts = ["34 %", "3 s left", "515232 read", "108 MB"]
    let found = Progress.line(parts, after: "mrr-x", columns: columns)
    #expect(found == line)
    #expect(found.count < max(1, columns))
  }

  @Test(arguments: [
    (0, "0 s"), (119_999, "119 s"), (120_000, "2 min"), (7_199_000, "119 min"), (7_200_000, "2 h"),
  ])
  func times(milliseconds: Int, text: String) {
    #expect(Progress.time(milliseconds) == text)
  }

  @Test func whatMattersMostComesFirst() {
    var progress = Progress(isWanted: false, output: .standard)
    progress.total = 0
    var counts = SessionCounts()
    counts.read = 7
    counts.written = 3
    #expect(progress.parts(nil, counts, rejected: 0).first == "7 read")
    #expect(progress.parts(nil, counts, rejected: 2)[1] == "2 rejected")
    let parts = progress.parts("all read", counts, rejected: 2)
    #expect(parts.prefix(2) == ["all read", "2 rejected"])
  }
}
