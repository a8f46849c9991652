import Foundation
import TestSupport
import Testing

/// `enable` and `test`: what is saved, and what is sent before it is.
@Suite struct EnableTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()

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
}
