import Foundation
import Testing

/// How an export is written down, and which part of the answer is asked for, changes nothing.
@Suite("Forms of one history")
struct FormTests {
  private static let lines: [String] = {
    var generator = HistoryGenerator(seed: 51)
    return generator.histories(120).enumerated().flatMap { index, history in
      history.lines(History.Dialect.allCases[index % 3])
    }
  }()

  /// What mrr-detect writes of some text.
  private func detect(_ text: String, _ options: [String] = HistoryTests.asOf) throws -> [String] {
    let result = try Program.inFolder {
      try Program.run("mrr-detect", options, Array(text.utf8), in: $0)
    }
    #expect(result.status == 0, "\(result.errors.prefix(600))")
    return result.lines
  }

  @Test("Texts over many lines, arrays and list pages are read as their elements")
  func forms() throws {
    let wanted = try detect(Self.lines.joined(separator: "\n"))
    #expect(wanted.count > 200)
    #expect(try detect(Self.lines.map(Self.spread).joined(separator: "\n")) == wanted)
    #expect(try detect("[\n" + Self.lines.joined(separator: ",\n") + "\n]\n") == wanted)
    var pages = ""
    for start in stride(from: 0, to: Self.lines.count, by: 10) {
      let page = Self.lines[start..<min(start + 10, Self.lines.count)].joined(separator: ", ")
      let whole = "{\"object\":\"list\",\"url\":\"/v1/x\",\"has_more\":true,\"data\":[\(page)]}\n"
      pages += start % 20 == 0 ? whole : Self.spread(whole)
    }
    #expect(try detect(pages) == wanted)
    #expect(try detect("\u{FEFF}" + Self.lines.joined(separator: "\r\n\r\n  \r\n")) == wanted)
  }

  /// The same text with each element on a line of its own, as APIs write it.
  private static func spread(_ text: String) -> String {
    var result = ""
    var depth = 0
    var isInText = false
    var isEscaped = false
    for character in text {
      if isInText {
        result.append(character)
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == "\"" {
          isInText = false
        }
        continue
      }
      switch character {
      case "{", "[":
        depth += 1
        result += "\(character)\n" + String(repeating: "  ", count: depth)
      case "}", "]":
        depth -= 1
        result += "\n" + String(repeating: "  ", count: depth) + "\(character)"
      case ",": result += ",\n" + String(repeating: "  ", count: depth)
      case ":": result += ": "
      default:
        isInText = character == "\""
        result.append(character)
      }
    }
    return result
  }

  @Test("Bare subscription objects give what the events of their own dates give")
  func bareObjects() throws {
    var generator = HistoryGenerator(seed: 53)
    var bare: [String] = []
    var dated: [String] = []
    for history in generator.histories(250) {
      // One subscription each: what happened between its dates, an object does not tell.
      let snapshots = history.steps.compactMap { step in
        if case .sub(_, let sub, _) = step { sub } else { nil }
      }
      guard let sub = snapshots.last?.with({ $0.id = history.customer }) else { continue }
      bare.append(object(sub).text(.old))
      guard !["incomplete", "unpaid", "paused", "trialing"].contains(sub.status) else { continue }
      let begun = sub.trialEnd ?? sub.start ?? "03-15"
      if sub.status != "canceled" {
        dated.append(created(begun, sub).text(.old))
      } else if let ended = sub.ended, ended > begun {
        let open = sub.with {
          $0.status = "active"
          $0.ended = nil
          $0.cancelAt = nil
          $0.cancelAtPeriodEnd = false
        }
        dated += [created(begun, open).text(.old), deleted(ended, open).text(.old)]
      }
    }
    let wanted = try detect(dated.joined(separator: "\n"))
    #expect(wanted.count > 150)
    #expect(try detect(bare.joined(separator: "\n")) == wanted)
    #expect(try detect(bare.reversed().joined(separator: "\n")) == wanted)
  }

  @Test("--since leaves out whole payloads, and changes none")
  func since() throws {
    let text = Self.lines.joined(separator: "\n")
    let all = try detect(text)
    for day in ["2025-02-01", "2025-04-15T10:30:00Z", "2025-09-01"] {
      let bound = day.count == 10 ? day + "T00:00:00Z" : day
      let wanted = try all.filter { (try Notice($0).meta?.at ?? "") >= bound }
      #expect(try detect(text, HistoryTests.asOf + ["--since", day]) == wanted)
      #expect(wanted.count < all.count)
    }
  }

  @Test("Without --as-of the newest time of the records is it")
  func newest() throws {
    var generator = HistoryGenerator(seed: 52)
    let histories = generator.histories(40)
    for history in histories {
      let text = history.lines(.native).joined(separator: "\n")
      guard let newest = history.steps.map(\.at).max() else { continue }
      let wanted = try detect(text, ["-q", "--as-of", newest.rfc3339])
      #expect(try detect(text, ["-q"]) == wanted)
    }
  }

  @Test("--explain adds to meta, and to nothing else")
  func explain() throws {
    let text = Self.lines.joined(separator: "\n")
    let plain = try detect(text)
    let explained = try detect(text, HistoryTests.asOf + ["--explain"])
    #expect(plain.count == explained.count)
    for (line, more) in zip(plain, explained) {
      let notice = try Notice(line)
      #expect(try Notice(more) == notice)
      #expect(more.hasPrefix(line.dropLast(2)))
      guard let movement = notice.movements?.first else { continue }
      let why = try JSONDecoder().decode(Explained.self, from: Data(more.utf8)).meta.why
      let (before, after) = (why.before?.mrr ?? 0, why.after?.mrr ?? 0)
      #expect(after - before == movement.mrr_change, "\(more)")
      for side in [why.before, why.after] {
        guard let side else { continue }
        #expect(side.arithmetic.hasSuffix(" = \(side.mrr) a month"), "\(more)")
      }
      // A change that fell due, such as a discount's end, has no record.
      guard let number = why.line else { continue }
      let record = Self.lines[number - 1]
      #expect(
        record.contains("\"\(movement.subscription_id)\"")
          || record.contains("\"\(notice.customer.id)\""), "\(more)")
      if let event = why.event_id { #expect(record.contains("\"\(event)\"")) }
    }
  }

  @Test("--explain shows the arithmetic")
  func arithmetic() throws {
    let sub = Sub(Item("P", 4900, quantity: 3), discounts: [.percent("10")])
    let lines = try detect(native("03-15", sub).text(.new), ["--explain"])
    #expect(lines.count == 1)
    #expect(lines.first?.contains("\"4900 × 3 − 10 % = 13230 a month\"") == true)
  }

  /// What `--explain` adds.
  private struct Explained: Decodable {
    struct Meta: Decodable {
      struct Why: Decodable {
        struct Side: Decodable {
          var mrr: Int
          var arithmetic: String
        }
        var line: Int?
        var event_id: String?
        var before: Side?
        var after: Side?
      }
      var why: Why
    }
    var meta: Meta
  }
}
