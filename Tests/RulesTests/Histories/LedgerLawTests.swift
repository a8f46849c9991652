import Foundation
import TestSupport
import Testing

/// Laws 2 and 3 of the lines, over random histories: what a ledger remembers makes any number of
/// runs one run.
@Suite("The laws of the ledger")
struct LedgerLawTests {
  /// The records of one moment, in the order of the rules.
  struct Moment {
    var at: Instant
    var lines: [String]
  }

  /// What happened to some customers, moment by moment.
  static func moments(_ histories: [History], _ dialect: History.Dialect) -> [Moment] {
    let steps = histories.flatMap { history in
      history.steps.map { step in
        (step, History(customer: history.customer, steps: [step]).lines(dialect))
      }
    }
    let ordered = steps.enumerated().sorted {
      ($0.1.0.at, $0.1.0.rank, $0.0) < ($1.1.0.at, $1.1.0.rank, $1.0)
    }
    var moments: [Moment] = []
    for (_, (step, lines)) in ordered {
      if moments.last?.at == step.at {
        moments[moments.count - 1].lines += lines
      } else {
        moments.append(Moment(at: step.at, lines: lines))
      }
    }
    return moments
  }

  /// Cuts at some of the gaps of at least `gap` seconds.
  static func pieces(
    _ moments: [Moment], gap: Int, atMost count: Int, _ random: inout SplitMix64
  ) -> [[Moment]] {
    let places = moments.indices.dropFirst().filter {
      moments[$0].at.seconds - moments[$0 - 1].at.seconds >= gap
    }
    let cuts = Set((0..<count - 1).compactMap { _ in places.isEmpty ? nil : random.pick(places) })
    var pieces: [[Moment]] = []
    var start = 0
    for cut in cuts.sorted() + [moments.count] {
      pieces.append(Array(moments[start..<cut]))
      start = cut
    }
    return pieces
  }

  /// Runs mrr-detect over a ledger; the status must be 0.
  static func run(
    _ lines: [String], _ options: [String], in folder: String
  ) throws -> [String] {
    let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
    let result = try Program.run("mrr-detect", ["-q"] + options, bytes, in: folder)
    #expect(result.status == 0, "\(options): \(result.errors.prefix(600))")
    return result.lines
  }

  /// The options that only `--init` takes in a series of runs.
  private func compare(
    _ moments: [Moment], fixed: [String], gap: Int, stream: Bool = false,
    _ random: inout SplitMix64, _ name: String
  ) throws -> Int {
    let asOf = ["--as-of", "2026-01-01"]
    let all = moments.flatMap(\.lines)
    return try Program.inFolder { folder in
      let whole = try Self.run(all, fixed + asOf, in: folder)
      let pieces = Self.pieces(moments, gap: gap, atMost: random.between(2, 7), &random)
      _ = try Self.run([], ["--init", "\(folder)/ledger"] + fixed, in: folder)
      let state = ["--state", "\(folder)/ledger"]
      var got: [String] = []
      var before: [String] = []
      for (index, piece) in pieces.enumerated() {
        let isLast = index == pieces.count - 1
        var lines = piece.flatMap(\.lines)
        // An export may overlap the one before, and be in any order.
        if !stream {
          if random.chance(50) { lines += before }
          lines = random.shuffled(lines)
        }
        before = piece.flatMap(\.lines)
        let options = state + (isLast ? asOf : []) + (stream ? ["--stream"] : [])
        got += try Self.run(lines, options, in: folder)
        _ = try Self.run([], state + ["--check"], in: folder)
      }
      #expect(got.sorted() == whole.sorted(), "\(name), cut at \(pieces.map { $0[0].at.rfc3339 })")
      if !stream {
        // Law 2: everything again gives nothing.
        #expect(try Self.run(random.shuffled(all), state + asOf, in: folder) == [])
      }
      #expect(try Self.run([], state + ["--again", "30d"], in: folder) == got, "\(name): again")
      _ = try Self.run([], state + ["--check"], in: folder)
      return whole.count
    }
  }

  @Test("Runs over a ledger give what one run gives", arguments: History.Dialect.allCases)
  func cuts(_ dialect: History.Dialect) throws {
    var generator = HistoryGenerator(seed: 71)
    var random = SplitMix64(movable: 72)
    var count = 0
    for group in 1...8 {
      let moments = Self.moments(generator.histories(8), dialect)
      count += try compare(moments, fixed: [], gap: 3600, &random, "group \(group)")
      // With a window of 0 a batch is one second: cut anywhere.
      count += try compare(
        moments, fixed: ["--window", "0", "--tz", "America/New_York", "--account", "acc_1"], gap: 1,
        &random, "group \(group), window 0")
    }
    #expect(count > 350)
  }

  @Test("Streams over a ledger give what one run gives", arguments: History.Dialect.allCases)
  func streams(_ dialect: History.Dialect) throws {
    var generator = HistoryGenerator(seed: 73)
    var random = SplitMix64(movable: 74)
    var count = 0
    for group in 1...8 {
      count += try compare(
        Self.moments(generator.histories(8), dialect), fixed: [], gap: 3600, stream: true,
        &random, "group \(group)")
    }
    #expect(count > 80)
  }

  @Test("What --init learnt is what had been written", arguments: History.Dialect.allCases)
  func learnt(_ dialect: History.Dialect) throws {
    var generator = HistoryGenerator(seed: 75)
    var random = SplitMix64(movable: 76)
    for group in 1...8 {
      let moments = Self.moments(generator.histories(8), dialect)
      let pieces = Self.pieces(moments, gap: 3600, atMost: 2, &random)
      guard pieces.count == 2 else { continue }
      try Program.inFolder { folder in
        let first = pieces[0].flatMap(\.lines)
        let second = pieces[1].flatMap(\.lines)
        _ = try Self.run([], ["--init", "\(folder)/one"], in: folder)
        _ = try Self.run(first, ["--state", "\(folder)/one"], in: folder)
        let learn = ["--init", "\(folder)/other"]
        #expect(try Self.run(random.shuffled(first), learn, in: folder) == [])
        #expect(
          try Self.run([], ["--state", "\(folder)/one", "--show"], in: folder).dropFirst()
            == Self.run([], ["--state", "\(folder)/other", "--show"], in: folder).dropFirst(),
          "group \(group)")
        #expect(
          try Self.run(second, ["--state", "\(folder)/one"], in: folder)
            == Self.run(second, ["--state", "\(folder)/other"], in: folder), "group \(group)")
        #expect(
          try Self.run([], ["--state", "\(folder)/other", "--again", "30d"], in: folder)
            .allSatisfy { !$0.isEmpty })
      }
    }
  }

  @Test("Invoices over a ledger give what one run gives")
  func invoices() throws {
    var random = SplitMix64(movable: 78)
    var count = 0
    for group in 1...12 {
      let bills = InvoiceHistoryTests.bills(6, UInt64(200 + group), opensFirst: true)
      let moments = bills.moments.sorted { $0.at < $1.at }
      let basis = ["--basis", "invoices", "--window", "0"]
      count += try compare(moments, fixed: basis, gap: 1, &random, "group \(group)")
    }
    #expect(count > 60)
  }

  @Test("A late record of before a discount ended leaves the sums right")
  func lateRecord() throws {
    try Program.inFolder { folder in
      let ending = Discount.percent("50", "repeating").with {
        $0.start = "03-15"
        $0.end = "06-15"
      }
      let start = native("03-15", Sub(pro, discounts: [ending])).text(.new)
      let late = native("06-01", Sub(pro.with { $0.quantity = 2 }, discounts: [ending])).text(.new)
      _ = try Self.run([], ["--init", "\(folder)/ledger"], in: folder)
      let state = ["--state", "\(folder)/ledger"]
      let first = try Self.run([start], state + ["--as-of", "2025-07-01"], in: folder)
      let second = try Self.run([late], state + ["--as-of", "2025-07-02"], in: folder)
      let changes = try (first + second).map { try Notice($0).movements?.map(\.mrr_change) ?? [] }
      #expect(changes == [[2450], [2450], [4900]])
      _ = try Self.run([], state + ["--check"], in: folder)
    }
  }
}
