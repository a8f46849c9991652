import TestSupport
import Testing

/// What must hold of any history, on the built program.
@Suite("Random histories")
struct HistoryTests {
  static let asOf = ["-q", "--as-of", "2026-01-01T00:00:00Z"]

  /// Runs mrr-detect on some lines; standard error must be empty.
  static func detect(_ lines: [String], _ options: [String] = []) throws -> Program.Result {
    let bytes = Array(lines.joined(separator: "\n").utf8)
    let result = try Program.inFolder {
      try Program.run("mrr-detect", asOf + options, bytes, in: $0)
    }
    #expect(result.status == 0)
    #expect(result.errors == "")
    return result
  }

  @Test(
    "Opening balance and movements are the MRR, at every moment",
    arguments: History.Dialect.allCases)
  func everyMoment(_ dialect: History.Dialect) throws {
    var generator = HistoryGenerator(seed: 31)
    let histories = generator.histories(dialect == .native ? 1200 : 600)
    let lines = histories.flatMap { $0.lines(dialect) }
    let seconds = try Self.detect(lines, ["--window", "0"])
    let hours = try Self.detect(lines)
    for output in [seconds, hours] {
      let faults = WellFormed.faults(in: output.lines)
      #expect(faults.isEmpty)
    }
    let moments = Ledgers(histories, try seconds.lines.map(Notice.init), dialect)
    moments.report(moments.momentFaults(), "at every moment")
    let batches = Ledgers(histories, try hours.lines.map(Notice.init), dialect)
    batches.report(batches.batchFaults(3600), "at the end of every batch")
  }

  @Test("The lines are those of a second, naive detection", arguments: History.Dialect.allCases)
  func reference(_ dialect: History.Dialect) throws {
    var generator = HistoryGenerator(seed: 32)
    let histories = generator.histories(dialect == .native ? 400 : 250)
    let runs: [(window: Int, zone: Zone)] =
      dialect == .native
      ? [(0, .utc), (60, .utc), (3600, .newYork), (86400, .kolkata)] : [(3600, .utc)]
    for (window, zone) in runs {
      let output = try Self.detect(
        histories.flatMap { $0.lines(dialect) },
        ["--window", "\(window)s", "--tz", zone.name])
      let got = Dictionary(grouping: try output.lines.map { Reference.Expected(try Notice($0)) }) {
        $0.customer
      }
      var wrong: [String] = []
      for history in histories {
        let rank = ["mrr_movement": 0, "scheduled_cancellation": 1, "failed_payment": 2]
        let wanted = Reference(history, dialect, window: window, zone: zone).expected.enumerated()
          .sorted {
            ($0.1.at, rank[$0.1.event] ?? 9, $0.0) < ($1.1.at, rank[$1.1.event] ?? 9, $1.0)
          }.map { $0.1 }
        let have = got[history.customer] ?? []
        if wanted.count != have.count || !zip(wanted, have).allSatisfy({ $0.agrees(with: $1) }) {
          wrong.append(wrong.count < 3 ? Self.difference(history, wanted, have, dialect) : "")
        }
      }
      if !wrong.isEmpty {
        Issue.record(
          "window \(window): \(wrong.count) customers differ, such as\n\(wrong.joined(separator: "\n"))"
        )
      }
    }
  }

  private static func difference(
    _ history: History, _ wanted: [Reference.Expected], _ have: [Reference.Expected],
    _ dialect: History.Dialect
  ) -> String {
    """
    expected:
    \(wanted.map(\.description).joined(separator: "\n"))
    got:
    \(have.map(\.description).joined(separator: "\n"))
    input:
    \(history.lines(dialect).joined(separator: "\n"))
    """
  }

  @Test("The order of the records does not matter", arguments: History.Dialect.allCases)
  func order(_ dialect: History.Dialect) throws {
    var generator = HistoryGenerator(seed: 33, isDense: true)
    let lines = generator.histories(dialect == .native ? 60 : 20).flatMap { $0.lines(dialect) }
    let wanted = try Self.detect(lines).output
    #expect(wanted.count > 10_000)
    #expect(try Self.detect(lines.reversed()).output == wanted)
    #expect(try Self.detect(lines.sorted()).output == wanted)
    var random = SplitMix64(movable: 34)
    for number in 1...100 {
      let output = try Self.detect(random.shuffled(lines)).output
      #expect(output == wanted, "shuffle \(number)")
      if output != wanted { break }
    }
  }

  @Test("Feeding everything twice gives nothing more", arguments: History.Dialect.allCases)
  func doubled(_ dialect: History.Dialect) throws {
    var generator = HistoryGenerator(seed: 35)
    let lines = generator.histories(300).flatMap { $0.lines(dialect) }
    let wanted = try Self.detect(lines).output
    #expect(try Self.detect(lines + lines).output == wanted)
    #expect(try Self.detect(lines.flatMap { [$0, $0] }).output == wanted)
  }

  @Test("A stream in time order gives the same lines", arguments: History.Dialect.allCases)
  func stream(_ dialect: History.Dialect) throws {
    var generator = HistoryGenerator(seed: 36)
    let steps = generator.histories(200).flatMap { history in
      history.steps.map { step in
        (step, History(customer: history.customer, steps: [step]).lines(dialect))
      }
    }
    let lines = steps.enumerated()
      .sorted { ($0.1.0.at, $0.1.0.rank, $0.0) < ($1.1.0.at, $1.1.0.rank, $1.0) }
      .flatMap { $0.1.1 }
    let wanted = try Self.detect(lines).lines
    let got = try Self.detect(lines, ["--stream", "--window", "60m"]).lines
    #expect(got.sorted() == wanted.sorted())
  }
}
