import Foundation
import Testing

/// The commands, but for `run`: their words, their statuses, and what they leave in the file.
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

  // MARK: Enable

  @Test func enableSaysSoAndSaves() throws {
    let bench = try Bench()
    let result = try bench.run("enable", ["https://hooks.example.com/mrr?token=1"])
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output == "Webhook enabled\nhttps://hooks.example.com/mrr?…\n")
    #expect(
      bench.text("webhook.json") == """
        {
          "enabled": true,
          "url": "https://hooks.example.com/mrr?token=1"
        }

        """)
    let attributes = try FileManager.default.attributesOfItem(atPath: bench.settings)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(
      try bench.run("status").output == """
        Webhook enabled
          URL            https://hooks.example.com/mrr?…
          Types          all
          Threshold      none
          Rates          none

        """)
  }

  @Test func theUsersOwnFile() throws {
    let bench = try Bench()
    let line = "mrr-webhook enable https://h.example/"
    #expect(try bench.shell("unset XDG_CONFIG_HOME; " + line).status == 0)
    #expect(bench.text(".config/mrr/webhook.json").contains("h.example"))
    #expect(try bench.shell("XDG_CONFIG_HOME=$HOME/own " + line).status == 0)
    #expect(bench.text("own/mrr/webhook.json").contains("h.example"))
    let without = try bench.shell("unset HOME XDG_CONFIG_HOME; " + line)
    #expect(without.status == 64 && without.errors.contains("--settings FILE"))
  }

  @Test func pathsBecomeAbsolute() throws {
    let bench = try Bench()
    try bench.write("X-Key: 1\n", to: "headers.txt")
    try bench.write("https://h.example/hook\n", to: "url.txt")
    try FileManager.default.copyItem(atPath: receiver.authority, toPath: bench.folder + "/ca.pem")
    let result = try bench.shell(
      "mkdir -p a/b && cd a/b && mrr-webhook enable --settings ../../w.json --ca .././../ca.pem "
        + "--header @../../headers.txt --header 'X-B: 2' "
        + "--proxy http://proxy.example:3128 --timeout 2s --allow-net 10.0.0.0/8 @../../url.txt")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == "Webhook enabled\nthe URL in \(bench.folder)/url.txt\n")
    let saved = try #require(object(bench.text("w.json")))
    #expect(saved["url"] as? String == "@\(bench.folder)/url.txt")
    #expect(saved["ca"] as? String == "\(bench.folder)/ca.pem")
    #expect(saved["headers"] as? [String] == ["@\(bench.folder)/headers.txt", "X-B: 2"])
    #expect(saved["allow_net"] as? [String] == ["10.0.0.0/8"])
    #expect(saved["proxy"] as? String == "http://proxy.example:3128")
    #expect(saved["timeout"] as? String == "2s")
    // What is not given stays, what is given empty goes.
    let again = try bench.shell(
      "mrr-webhook enable --settings w.json --proxy '' --header '' --allow-net '' @url.txt")
    #expect(again.status == 0, "\(again.errors)")
    #expect(object(bench.text("w.json"))?.keys.sorted() == ["ca", "enabled", "timeout", "url"])
  }

  @Test func anotherURLKeepsTheSettings() throws {
    let bench = try Bench()
    try bench.write(
      #"{"x-own": {"a" : [1, 2]}, "url": "https://old.example/a", "enabled": true,"#
        + #""headers": ["Authorization: Bearer t"], "timeout": "2s", "over": 100}"#,
      to: "webhook.json")
    #expect(
      try bench.run("settings", ["--types", "new,churn", "--types", "expansion"]).status == 0)
    let samehost = try bench.run("enable", ["https://OLD.example:8443/b"])
    #expect(samehost.status == 0 && samehost.errors == "")
    #expect(bench.saved()["headers"] as? [String] == ["Authorization: Bearer t"])
    let other = try bench.run("enable", ["https://new.example/b"])
    #expect(other.status == 0)
    #expect(
      other.errors
        == "mrr-webhook: warning: this is another host: what the old one knew us by was not kept: "
        + "headers (--header); if the new one needs it, enable it again with it\n")
    #expect(
      bench.text("webhook.json") == """
        {
          "enabled": true,
          "url": "https://new.example/b",
          "types": ["new", "churn", "expansion"],
          "over": 100,
          "timeout": "2s",
          "x-own": {"a" : [1, 2]}
        }

        """)
    let given = try bench.run("enable", ["--header", "X-A: 1", "https://third.example/"])
    #expect(given.status == 0 && given.errors == "")
    #expect(bench.saved()["headers"] as? [String] == ["X-A: 1"])
  }

  // MARK: Test

  @Test func testSendsWhatLooksReal() throws {
    let bench = try Bench()
    let result = try bench.run("test", Receiver.trusting + [receiver.url("/\(mark)")])
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output.firstMatch(of: /^Test passed: HTTP 204 in \d+ ms\n$/) != nil)
    #expect(!FileManager.default.fileExists(atPath: bench.settings), "nothing is saved")
    let request = try #require(receiver.requests(mark).first)
    let today = Date().ISO8601Format().prefix(10)
    #expect(
      request["body"] as? String
        == #"{"event":"mrr_movement","account_id":"acc_test_123","customer":{"id":"cus_test_123","#
        + #""name":"Test Customer","email":"test@example.com","status":"active"},"movements":"#
        + #"[{"type":"new","mrr_change":4900,"currency":"usd","date":"\#(today)","#
        + #""plan_name":"Pro Plan","subscription_id":"sub_test_123","#
        + #""description":"subscribed to Pro Plan","is_future":false}]}"#)
    #expect(receiver.headers("webhook-id", mark).first?.hasPrefix("test_") == true)
  }

  @Test(
    arguments: [
      ("status=500", "HTTP 500"),
      ("status=503/text=try%20later", "HTTP 503\nmrr-webhook: the endpoint answered: try later"),
      ("drop", "the endpoint closed the connection without an answer"),
      (
        "redirect=301",
        "HTTP 301 to https://127.0.0.1:PORT/landed?…: redirects are not followed; change the URL"
      ),
    ])
  func testSaysWhatWentWrong(_ path: String, _ sentence: String) throws {
    let bench = try Bench()
    let url = receiver.url("/\(mark)/\(path)")
    let port = String(url.dropFirst("https://127.0.0.1:".count).prefix { $0 != "/" })
    let result = try bench.run("test", Receiver.trusting + [url])
    #expect(result.status == 1 && result.output == "")
    #expect(
      result.errors
        == "mrr-webhook: test failed: " + sentence.replacingOccurrences(of: "PORT", with: port)
        + "\n")
    // Saved only if it passes.
    let enabled = try bench.run("enable", ["--test"] + Receiver.trusting + [url])
    #expect(enabled.status == 1 && enabled.output == "" && enabled.errors == result.errors)
    #expect(!FileManager.default.fileExists(atPath: bench.settings))
  }

  @Test func testBeforeAndAfterSaving() throws {
    let bench = try Bench()
    let good = receiver.url("/\(mark)")
    let first = try bench.run(
      "enable", ["--test", "--header", "X-Key: \(mark)"] + Receiver.trusting + [good])
    #expect(first.status == 0, "\(first.errors)")
    #expect(
      first.output.firstMatch(
        of: /^Test passed: HTTP 204 in \d+ ms\nWebhook enabled\nhttps:[^\n]*\n$/) != nil)
    let before = bench.text("webhook.json")
    let bad = try bench.run("enable", ["--test", "--timeout", "300ms", receiver.url("/hang")])
    #expect(bad.status == 1)
    #expect(bad.errors.contains("no answer within 300 ms"))
    #expect(bench.text("webhook.json") == before)
    // The saved one, with its own connection.
    #expect(try bench.run("test").status == 0)
    #expect(receiver.headers("x-key", "/\(mark)") == [mark, mark])
  }

  @Test func secretsSignAndStayWithTheirHost() throws {
    let bench = try Bench()
    try bench.write("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", to: "secret")
    chmod(bench.folder + "/secret", 0o600)
    let url = receiver.url("/\(mark)")
    let signed = try bench.shell(
      "mrr-webhook enable --settings w.json --test --secret-file secret --ca \(receiver.authority) "
        + "--allow-net 127.0.0.1 \(url)")
    #expect(signed.status == 0, "\(signed.errors)")
    #expect(object(bench.text("w.json"))?["secret_file"] as? String == bench.folder + "/secret")
    #expect(receiver.headers("webhook-signature", mark).allSatisfy { $0.hasPrefix("v1,") })
    #expect(receiver.headers("webhook-signature", mark).count == 1)
    let other = try bench.shell("mrr-webhook enable --settings w.json https://new.example/")
    #expect(other.status == 0 && other.errors.contains(" secret (--secret-file)"))
    #expect(object(bench.text("w.json"))?["secret_file"] == nil)
    // The stage's own words about its own rules.
    chmod(bench.folder + "/secret", 0o644)
    let loose = try bench.shell(
      "mrr-webhook enable --settings w.json --secret-file secret https://new.example/")
    #expect(loose.status != 0 && loose.errors.hasPrefix("mrr-webhook: --secret-file: "))
    // A descriptor can sign a test, but not be saved.
    let inherited = try bench.shell(
      "chmod 600 secret && mrr-webhook test --ca \(receiver.authority) --allow-net 127.0.0.1 "
        + "--secret-file fd:3 \(url)2 3< secret")
    #expect(inherited.status == 0, "\(inherited.errors)")
    #expect(receiver.headers("webhook-signature", mark + "2").count == 1)
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
