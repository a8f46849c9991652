import Testing

/// The second implementation of R3 to R6 agrees with `mrr-detect`.
@Suite("The arithmetic, done twice")
struct ArithmeticTests {
  enum Dialect: String, CaseIterable, Sendable { case native, stripeOld, stripeNew }

  @Test(
    "Thousands of subscriptions have the MRR of the naive arithmetic", arguments: Dialect.allCases)
  func agrees(_ dialect: Dialect) throws {
    let generated = ArithmeticTable(
      seed: 2025, count: 2500, hasQuarters: dialect == .native)
    let expected = NaiveArithmetic(table: generated.table).result
    let lines = generated.subs.flatMap { Self.records($0, dialect) }
    let input = Array(lines.joined(separator: "\n").utf8)
    let result = try Program.inFolder { try Program.run("mrr-detect", ["-q"], input, in: $0) }
    #expect(result.status == 0)
    #expect(result.errors == "")
    var got: [String: [NaiveArithmetic.Value]] = [:]
    for line in result.lines {
      let notice = try Notice(line)
      let movement = try #require(notice.movements?.first)
      #expect(movement.type == "new")
      got[movement.subscription_id, default: []].append(
        .init(plan: movement.plan_name, interval: "", mrr: movement.mrr_change))
    }
    var wrong: [String] = []
    for sub in generated.subs {
      // The interval is no part of a notification: lines of one plan are told apart by their MRR.
      let want = (expected[sub.id] ?? []).map { value in
        NaiveArithmetic.Value(plan: value.plan, interval: "", mrr: value.mrr)
      }.sorted()
      let have = (got[sub.id] ?? []).sorted()
      if want != have {
        wrong.append(
          "\(want.map(Self.text)), got \(have.map(Self.text)): \(Self.records(sub, dialect))")
      }
    }
    #expect(
      wrong.count == 0, "\(wrong.count) differ, such as \(wrong.prefix(3).joined(separator: "\n"))")
    #expect(got.count > 1500)
  }

  private static func text(_ value: NaiveArithmetic.Value) -> String {
    "\(value.plan) \(value.mrr)"
  }

  private static func records(_ sub: Sub, _ dialect: Dialect) -> [String] {
    switch dialect {
    case .native: return [native("03-15", sub).text(.new)]
    case .stripeOld: return [created("03-15", sub).text(.old)]
    case .stripeNew:
      var lines = sub.discounts.map { described("03-15", $0, of: sub).text(.new) }
      for item in sub.items {
        lines += item.discounts.map { described("03-15", $0, of: sub, item: item.id).text(.new) }
      }
      return lines + [created("03-15", sub).text(.new)]
    }
  }

  @Test("The naive arithmetic is right where a person can check it")
  func bySight() {
    let table = """
      sub a
      item P unit=9999 quantity=1 per=year/1
      end
      sub b discount=amount:1000
      item Pro unit=4900 quantity=1 per=month/1
      item Seats unit=1000 quantity=3 per=month/1
      end
      sub c
      item P quantity=8 per=month/1 tiers=graduated:5,1000,0;-,500,0
      end
      sub d
      item P quantity=8 per=month/1 tiers=volume:5,1000,0;-,500,0
      end
      sub e
      item P unit=0.5 quantity=10001 per=month/1
      end
      sub f
      item P unit=1000 quantity=4200 per=month/1 round=up:1000
      end
      sub g discount=percent:100
      item P unit=1000 quantity=1 per=month/1
      end
      sub h
      item P unit=100 quantity=1 per=day/1
      end
      """
    let result = NaiveArithmetic(table: table).result.mapValues { $0.map(\.mrr) }
    #expect(
      result == [
        "a": [833], "b": [4280, 2620], "c": [6500], "d": [4000], "e": [5001], "f": [5000],
        "g": [], "h": [3042],
      ])
  }
}
