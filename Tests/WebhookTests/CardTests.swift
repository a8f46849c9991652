import Foundation
import TestSupport
import Testing

/// The words of the commands, and `settings`, `status` and `disable`: what they say and leave in the file.
@Suite struct CardTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()

  // MARK: Words

  @Test(
    arguments: [
      ("", 64, "a command is missing: enable, test, settings, status, run, disable (try --help)"),
      ("enabel", 64, "there is no command 'enabel'; did you mean enable? (try --help)"),
      ("--json", 64, "--json: the command comes first: mrr-webhook COMMAND [OPTIONS] (try --help)"),
      ("enable", 64, "a URL is missing: mrr-webhook enable [OPTIONS] URL"),
      (
        "enable https://h.example/ x", 64,
        "nothing is expected behind the operands, found 'x' (try enable --help)"
      ),
      (
        "enable http://h.example/", 64,
        "http is not supported, since it would send customers' data in the clear: the URL must "
          + "start with https://"
      ),
      (
        "enable https://127.0.0.1/", 64,
        "the host 127.0.0.1 is a loopback address; --allow-net 127.0.0.1 permits it"
      ),
      (
        "test https://10.0.0.1/", 64,
        "the host 10.0.0.1 is a private address; --allow-net 10.0.0.1 permits it"
      ),
      (
        "enable --timeout 5 https://h.example/", 64,
        "--timeout: expected a duration with its unit (ms, s, m, h or d), found '5'"
      ),
      (
        "enable --header 'Host: x' https://h.example/", 64,
        "--header: the header Host cannot be set: mrr-post sets it itself"
      ),
      (
        "enable --ca nowhere.pem https://h.example/", 66,
        "--ca: HERE/nowhere.pem: No such file or directory"
      ),
      (
        "enable --secret-file fd:3 https://h.example/", 64,
        "--secret-file: fd:3 cannot be saved: name a file"
      ),
      ("enable @nowhere", 66, "URL: HERE/nowhere: No such file or directory"),
      ("enable ''", 64, "the URL is empty"),
      (
        "enable https://h.example/ --test", 64,
        "--test: options come before the first operand (try enable --help)"
      ),
      ("enable --queue no/q https://h.example/", 66, "--queue: HERE/no: No such file or directory"),
      (
        "settings --types new,chrun", 64,
        "--types: expected one of new, expansion, contraction, churn, reactivation, "
          + "scheduled_cancellation, failed_payment, found 'chrun'; did you mean churn?"
      ),
      (
        "settings --types ''", 64,
        "--types: expected a list such as a,b,c, found '' (try settings --help)"
      ),
      (
        "settings --over much", 64,
        "--over: expected an amount of US dollars such as 100 or 52.92, found 'much'"
      ),
      ("settings --rates nowhere", 66, "HERE/nowhere: No such file or directory"),
      ("settings --rates fd:3", 64, "--rates: fd:3 cannot be saved: name a file"),
      ("settings --ovr 1", 64, "unknown option --ovr; did you mean --over? (try settings --help)"),
      (
        "test", 69,
        "no URL is saved in HERE/.config/mrr/webhook.json: say which one to test: mrr-webhook test URL"
      ),
      (
        "run", 69,
        "no webhook is enabled in HERE/.config/mrr/webhook.json, so nothing was read: "
          + "mrr-webhook enable URL"
      ),
      ("status x", 64, "nothing is expected behind the operands, found 'x' (try status --help)"),
    ] as [(String, Int, String)])
  func refused(_ line: String, _ status: Int, _ message: String) throws {
    let bench = try Bench()
    let result = try bench.shell("unset XDG_CONFIG_HOME; mrr-webhook " + line)
    #expect(result.status == status)
    #expect(
      result.errors
        == "mrr-webhook: " + message.replacingOccurrences(of: "HERE", with: bench.folder) + "\n")
    #expect(result.output == "")
    #expect(!FileManager.default.fileExists(atPath: bench.folder + "/.config"), "nothing is made")
  }

  @Test func helpAndVersion() throws {
    let bench = try Bench()
    for line in ["-h", "--help", "enable --help", "run -h", "settings --help", "-V", "status -V"] {
      let result = try bench.shell("mrr-webhook " + line)
      #expect(result.status == 0 && result.errors == "" && !result.output.isEmpty)
      let longest = result.output.split(separator: "\n").map(\.count).max() ?? 0
      #expect(longest <= 100, "\(line)")
    }
    #expect(try bench.shell("mrr-webhook -V").output.hasPrefix("mrr-webhook (mrr) "))
    #expect(try bench.shell("mrr-webhook -h > /dev/full").status == 74)
  }

  // MARK: Settings, status, disable

  @Test func settingsShowsAndChanges() throws {
    let bench = try Bench()
    try bench.write(
      #"{"date":"2025-03-14","base":"eur","rates":{"usd":1.08}}"# + "\n", to: "r.jsonl")
    func rows(_ types: String, _ threshold: String, _ rates: String) -> String {
      "  Types          \(types)\n  Threshold      \(threshold)\n  Rates          \(rates)\n"
    }
    #expect(try bench.run("settings").output == rows("all", "none", "none"))
    #expect(!FileManager.default.fileExists(atPath: bench.settings), "looking makes nothing")
    let path = bench.folder + "/r.jsonl"
    let set = try bench.run(
      "settings", ["--types", "new,failed_payment", "--over", "52.92", "--rates", path])
    #expect(set.status == 0, "\(set.errors)")
    #expect(set.output == rows("new, failed_payment", "over $52.92", path))
    #expect(bench.saved()["over"] as? Double == 52.92)
    #expect(bench.saved()["enabled"] == nil)
    let less = try bench.run("settings", ["--over", "none"])
    #expect(less.output == rows("new, failed_payment", "none", path))
    let bad = try bench.run("settings", ["--types", "all", "--over", "x"])
    #expect(bad.status == 64)
    #expect(try bench.run("settings").output == less.output)
    #expect(
      try bench.run("settings", ["--types", "all", "--rates", "none"]).output
        == rows("all", "none", "none"))
    #expect(bench.text("webhook.json") == "{}\n")
  }

  @Test func statusForPrograms() throws {
    let bench = try Bench()
    let none = try bench.run("status", ["--json"])
    #expect(none.status == 0)
    #expect(object(none.output)?["enabled"] as? Bool == false)
    #expect(object(none.output)?["url"] is NSNull)
    #expect(try bench.run("status").output.hasPrefix("Webhook disabled\n"))
    try bench.enable("/\(mark)?secret=1", ["--header", "Authorization: Bearer hunter2"])
    #expect(try bench.run("settings", ["--types", "churn", "--over", "7"]).status == 0)
    let some = try bench.run("status", ["--json"])
    let card = try #require(object(some.output))
    #expect(card["enabled"] as? Bool == true)
    #expect(card["url"] as? String == receiver.url("/\(mark)?…"))
    #expect(card["types"] as? [String] == ["churn"])
    #expect(card["over"] as? String == "7")
    for output in [some.output, try bench.run("status").output] {
      #expect(!output.contains("hunter2") && !output.contains("secret=1"))
    }
    #expect(try bench.run("status").output.contains("  Headers        Authorization\n"))
  }

  @Test func coloursOnATerminalOnly() throws {
    let bench = try Bench()
    try bench.enable("/x")
    let status = "mrr-webhook status --settings \(bench.settings)"
    func output(_ environment: String) throws -> String {
      try bench.shell("\(environment) script -qec '\(status)' /dev/null").output
    }
    #expect(try output("NO_COLOR= TERM=xterm").contains("\u{1B}["))
    #expect(try !output("NO_COLOR=1 TERM=xterm").contains("\u{1B}["))
    #expect(try !output("NO_COLOR= TERM=dumb").contains("\u{1B}["))
    #expect(try !bench.shell("NO_COLOR= TERM=xterm \(status)").output.contains("\u{1B}["))
  }

  /// What a pipe cuts or searches stays in one line; for a terminal it is broken.
  @Test func itFitsIntoATerminal() throws {
    let bench = try Bench()
    try bench.enable("/x")
    let all = "new,expansion,contraction,churn,reactivation,scheduled_cancellation"
    #expect(try bench.run("settings", ["--types", all]).status == 0)
    let status = "mrr-webhook status --settings \(bench.settings)"
    let line = "TERM=dumb script -qec 'stty columns 60; \(status)' /dev/null"
    let shown = try bench.shell(line).output.replacingOccurrences(of: "\r", with: "")
    let lines = shown.split(separator: "\n")
    #expect(lines.contains("  Types          new, expansion, contraction, churn,"))
    #expect(lines.contains("                 reactivation, scheduled_cancellation"))
    #expect(try bench.run("status").output.contains("churn, reactivation, scheduled_c"))
  }

  @Test func itSaysWhatToDo() throws {
    let bench = try Bench()
    func next(_ line: String) throws -> String? {
      try bench.shell(line).output.split(separator: "\n").last.map(String.init)
    }
    #expect(try next("mrr-webhook status") == "  Next           mrr-webhook enable URL")
    #expect(
      try next("mrr-webhook status --settings w.json")
        == "  Next           mrr-webhook enable --settings w.json URL")
    let enable = "mrr-webhook enable --settings w.json https://h.example/"
    let enabled = try next("\(enable) && mrr-webhook status --settings w.json")
    #expect(enabled == "  Rates          none")
    let faulty = "sed -i 's/true,/true, \"over\": \"much\",/' w.json"
    #expect(
      try next("\(faulty); mrr-webhook status --settings w.json")
        == "  Next           mrr-webhook settings --settings w.json, or enable, with what the "
        + "fault is about")
  }

  @Test func disableRemovesEverything() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    #expect(try bench.run("settings", ["--over", "7"]).status == 0)
    let text = bench.text("webhook.json")
    try bench.write(
      text.dropLast(3) + ",\n  \"queue\": \"/var/q.db\",\n  \"own\": [1,  2]}", to: "webhook.json")
    let result = try bench.run("disable")
    #expect(result.status == 0 && result.errors == "" && result.output == "Webhook disabled\n")
    #expect(
      bench.text("webhook.json") == "{\n  \"queue\": \"/var/q.db\",\n  \"own\": [1,  2]\n}\n")
    #expect(try bench.run("disable").status == 0, "twice is not an error")
    #expect(try bench.run("run", input: notifications(1, mark)).status == 69)
    #expect(receiver.requests(mark).isEmpty)
  }
}
