import Foundation
import Testing

/// The laws at the head of the description of the lines, but for those that need a saved state,
/// over random histories. (Law 4 is among the properties of the histories.)
@Suite("The laws of the lines")
struct LawTests {
  /// What mrr-detect writes of histories of all dialects in one input.
  private static let detected: [String] = {
    var generator = HistoryGenerator(seed: 41)
    let histories = generator.histories(400)
    let lines = histories.enumerated().flatMap { index, history in
      history.lines(History.Dialect.allCases[index % 3])
    }
    return (try? HistoryTests.detect(lines))?.lines ?? []
  }()

  private static let rates = """
    {"date":"2024-12-01","base":"eur","rates":{"usd":1.0823,"jpy":161.25}}
    {"date":"2025-06-01","base":"eur","rates":{"usd":1.1511,"jpy":158.9}}

    """

  /// Runs some programs one after the other over some lines.
  private func pipe(_ lines: [String], _ commands: [String]...) throws -> [String] {
    try Program.inFolder { folder in
      try write(Self.rates, to: "\(folder)/rates")
      var bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
      for command in commands {
        let words = command.dropFirst().map { $0 == "{rates}" ? "\(folder)/rates" : $0 }
        let result = try Program.run(command[0], words, bytes, in: folder)
        #expect(result.status == 0)
        #expect(result.errors == "")
        bytes = result.output
      }
      return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { String($0) }
    }
  }

  static let criteria: [[String]] = [
    [], ["--types", "new"], ["--types", "expansion,failed_payment"],
    ["--types", "contraction,churn"],
    ["--types", "scheduled_cancellation,reactivation"], ["--over", "25", "--rates", "{rates}"],
    ["--over", "99.5", "--rates", "{rates}", "--types", "expansion,contraction"],
  ]

  @Test("Law 1: filter and group give the same bytes in either order", arguments: criteria)
  func law1(_ options: [String]) throws {
    let filter = ["mrr-filter"] + options
    let one = try pipe(Self.detected, filter, ["mrr-group"])
    let two = try pipe(Self.detected, ["mrr-group"], filter)
    #expect(one == two)
    #expect(one.count > 20)
    #expect(try pipe(one, ["mrr-group"]) == one)
    #expect(try pipe(one, filter) == one)
  }

  @Test("Law 5: what the filter refuses is given back as it came, and can be fed again")
  func law5Filter() throws {
    try mended("mrr-filter", ["--types", "new,churn,expansion"])
  }

  @Test("Law 5: what the grouping refuses is given back as it came, and can be fed again")
  func law5Group() throws {
    try mended("mrr-group", [])
  }

  private func mended(_ name: String, _ options: [String]) throws {
    let whole = try pipe(Self.detected, [name] + options)
    var damaged: [String] = []
    var original: [String] = []
    let input = Self.detected.enumerated().map { index, line in
      // Payloads of one line alone: the others would be judged without a part of them.
      guard index % 7 == 3, line.contains("\"part\":1,\"last\":true") else { return line }
      original.append(line)
      damaged.append(String(line.dropLast(index % 30 + 1)))
      return damaged[damaged.count - 1]
    }
    #expect(damaged.count > 20)
    try Program.inFolder { folder in
      let bytes = Array(input.joined(separator: "\n").utf8)
      let arguments = ["-q", "--rejects", "\(folder)/rejects"] + options
      let first = try Program.run(name, arguments, bytes, in: folder)
      #expect(first.status == 1)
      let rejects = try String(contentsOfFile: "\(folder)/rejects", encoding: .utf8)
      #expect(rejects.split(separator: "\n").map { String($0) } == damaged)
      let second = try pipe(original, [name] + options)
      #expect((first.lines + second).sorted() == whole.sorted())
    }
  }

  @Test("Law 5: what detection refuses is given back as it came; mended, it gives the whole")
  func law5Detect() throws {
    var generator = HistoryGenerator(seed: 42)
    let lines = generator.histories(60).flatMap { $0.lines(.stripeNew) }
    let whole = try HistoryTests.detect(lines).output
    var damaged: [String] = []
    var good: [String] = []
    var original: [String] = []
    let input = lines.enumerated().map { index, line in
      guard index % 11 == 5 else {
        good.append(line)
        return line
      }
      original.append(line)
      damaged.append(String(line.dropLast(index % 40 + 1)))
      return damaged[damaged.count - 1]
    }
    try Program.inFolder { folder in
      let arguments = HistoryTests.asOf + ["--rejects", "\(folder)/rejects"]
      let bytes = Array(input.joined(separator: "\n").utf8)
      #expect(try Program.run("mrr-detect", arguments, bytes, in: folder).status == 1)
      let rejects = try String(contentsOfFile: "\(folder)/rejects", encoding: .utf8)
      let refused = Set(rejects.split(separator: "\n").map { String($0) })
      // Records that speak of what stood in a damaged one may be refused too.
      #expect(damaged.allSatisfy { refused.contains($0) })
    }
    #expect(try HistoryTests.detect(good + original).output == whole)
  }

  @Test("Law 5: leaving out a stage changes what is sent together or at all, never what is true")
  func leftOut() throws {
    func movements(_ lines: [String]) throws -> [String] {
      try lines.flatMap { line in
        let notice = try Notice(line)
        let who = "\(notice.event) \(notice.customer.id) \(notice.meta?.id ?? "")"
        return notice.movements.map { $0.map { "\(who) \($0.canonical)" } }
          ?? ["\(who) \(notice.payment?.canonical ?? "")"]
      }
    }
    let all = try movements(Self.detected)
    #expect(try movements(try pipe(Self.detected, ["mrr-group"])) == all)
    let some = try movements(try pipe(Self.detected, ["mrr-filter", "--types", "new,churn"]))
    #expect(Set(some).isSubset(of: Set(all)))
    #expect(some.count > 50 && some.count < all.count)
  }
}
