import Foundation
import Testing

/// Where the inputs of all rows are written to, if somebody wants them: `scripts/fuzz` begins with
/// them.
private let inputs = ProcessInfo.processInfo.environment["MRR_KEEP_INPUTS"]

extension RuleCase {
  /// Runs the row, in both shapes of the Stripe API where it speaks of Stripe, and says what differs.
  func check() throws {
    guard need?.isMet ?? true else {
      Tally.shared.count(self, ran: false)
      return
    }
    Tally.shared.count(self, ran: true)
    for api in isStripe ? API.allCases : [.new] {
      try Program.inFolder { folder in
        for (index, step) in steps.enumerated() {
          try check(step, number: index + 1, api, in: folder)
        }
      }
    }
  }

  private func check(_ step: Step, number: Int, _ api: API, in folder: String) throws {
    let input = step.input.map { $0.text(api) }
    if let inputs {
      let name = "\(name)-\(number)-\(api.version)".replacing("/", with: "-")
      try write(input.joined(separator: "\n") + "\n", to: "\(inputs)/\(name)")
    }
    let result = try run(step, input, in: folder)
    var faults: [String] = []
    let got = (try? Fact.facts(in: result.lines)) ?? []
    let wanted = step.exactly == nil ? step.gives.map(Fact.expected) : []
    if let exactly = step.exactly {
      if exactly != result.lines { faults.append("the bytes differ") }
    } else if got.count != wanted.count || !zip(got, wanted).allSatisfy({ $0.fulfils($1) }) {
      faults.append("the lines differ")
    }
    let status = step.status ?? (step.rejected > 0 ? 1 : 0)
    if result.status != status { faults.append("status \(result.status), not \(status)") }
    let refused = result.errors.split(separator: "\n").filter { $0.contains(": error: ") }.count
    if refused != step.rejected { faults.append("\(refused) rejected, not \(step.rejected)") }
    for text in step.says where !result.errors.contains(text) {
      faults.append("standard error does not say: \(text)")
    }
    if step.pipe.hasPrefix("mrr-detect"), !step.pipe.contains("|") {
      let words = step.pipe.split(separator: " ")
      let account = words.firstIndex(of: "--account").map { String(words[$0 + 1]) } ?? ""
      faults += WellFormed.faults(in: result.lines, account: account)
    }
    if step.pipe.hasPrefix("mrr-filter"), !step.pipe.contains("|") {
      faults += passedThroughFaults(input, result.lines)
    }
    guard !faults.isEmpty else { return }
    let expected = step.exactly ?? step.gives
    let shape = isStripe ? ", \(api.version)" : ""
    Issue.record(
      """
      \(name), step \(number)\(shape): \(faults.joined(separator: "; "))
      $ \(step.pipe)
      input:
      \(input.joined(separator: "\n"))
      expected:
      \(expected.joined(separator: "\n"))
      got:
      \((got.isEmpty ? result.lines : got.map { "\($0)" }).joined(separator: "\n"))
      standard error:
      \(result.errors)
      """)
  }

  /// Runs the programs of a pipe one after the other; the status is the worst.
  private func run(_ step: Step, _ input: [String], in folder: String) throws -> Program.Result {
    for (name, text) in files {
      try write(text, to: "\(folder)/\(name)")
    }
    var bytes = Array(input.map { $0 + "\n" }.joined().utf8)
    var errors = ""
    var status: Int32 = 0
    for command in step.pipe.split(separator: "|") {
      var words = command.split(separator: " ").map { word in
        var word = String(word)
        while let open = word.firstIndex(of: "{"), let close = word.firstIndex(of: "}") {
          let name = word[word.index(after: open)..<close]
          word.replaceSubrange(open...close, with: "\(folder)/\(name)")
        }
        return word
      }
      let result = try Program.run(words.removeFirst(), words, bytes, in: folder)
      bytes = result.output
      errors += result.errors
      status = max(status, result.status)
    }
    return Program.Result(output: bytes, errors: errors, status: status)
  }

  /// A filter may mark another line the last one, and nothing else of a line with one movement.
  private func passedThroughFaults(_ input: [String], _ output: [String]) -> [String] {
    func unmarked(_ line: String) -> String {
      line.replacing("\"last\":true", with: "\"last\":false")
    }
    let known = Set(input.joined(separator: "\n").split(separator: "\n").map { unmarked("\($0)") })
    return output.filter { !known.contains(unmarked($0)) }.map { "changed on the way: \($0)" }
  }
}
