import Foundation
import Testing

/// The settings file: what is refused, and that it is never half of anything.
@Suite struct SettingsFileTests {
  static let url = "https://hooks.example.com/new"

  @Test(
    arguments: [
      ("", "1:1: not a settings file: the text ends too early"),
      ("[]", "1:1: not a settings file: expected an object"),
      (
        "{\n  \"url\": \"https://h.example/\",\n}",
        "3:1: not a settings file: expected a key after ','"
      ),
      (#"{"enabled": "yes"}"#, "1:13: not a settings file: enabled: expected true or false"),
      (#"{"url": 7}"#, "1:9: not a settings file: url: expected a text"),
      (#"{"headers": "X: y"}"#, "1:13: not a settings file: headers: expected a list of texts"),
      (
        #"{"allow_net": [["10.0.0.0/8"]]}"#,
        "1:16: not a settings file: allow_net: expected a list of texts"
      ),
      (
        #"{"types": []}"#,
        "1:11: not a settings file: types: expected at least one type (leave the key out for all)"
      ),
      ("\0\u{1}garbage", "1:1: not a settings file: expected a value"),
    ])
  func damagedFilesAreRefusedAndUntouched(_ text: String, _ message: String) throws {
    let bench = try Bench()
    try bench.write(text, to: "webhook.json")
    for command in [
      ["enable", Self.url], ["disable"], ["settings"], ["settings", "--over", "1"], ["status"],
      ["test"], ["run"],
    ] {
      let result = try bench.run(command[0], Array(command.dropFirst()))
      #expect(result.status == 65)
      let advice = "; mend it, or delete it and enable the webhook anew"
      #expect(result.errors == "mrr-webhook: \(bench.settings):\(message)\(advice)\n")
      #expect(bench.text("webhook.json") == text)
    }
  }

  /// What run would refuse, the card tells: a monitor must not find it well.
  @Test(arguments: [
    (#"{"enabled": true, "url": "https://h.example/", "types": ["nwe"]}"#, "nwe"),
    (#"{"enabled": true, "url": "https://h.example/", "over": "lots"}"#, "lots"),
    (#"{"enabled": true, "url": "http://h.example/"}"#, "http is not supported"),
    (#"{"enabled": true, "url": "https://h.example/", "ca": "/none.pem"}"#, "none.pem"),
  ])
  func settingsThatCannotBeUsedAreTrouble(_ text: String, _ word: String) throws {
    let bench = try Bench()
    try bench.write(text, to: "webhook.json")
    let run = try bench.run("run")
    #expect([64, 66].contains(run.status))
    let card = try bench.run("status")
    #expect(card.status == 1)
    let fault = try #require(
      card.output.split(separator: "\n").first { $0.hasPrefix("  Fault  ") })
    #expect(fault.contains(word))
    let object = try bench.run("status", ["--json"])
    #expect(object.status == 1)
    #expect(object.output.contains("\"ok\":false"))
    #expect(object.output.contains(word))
  }

  @Test func aFolderThatCannotBeUsed() throws {
    let bench = try Bench()
    try bench.write("", to: "file")
    let result = try bench.shell("mrr-webhook enable --settings file/webhook.json \(Self.url)")
    #expect(result.status == 66)
    #expect(result.errors.contains("Not a directory"))
    let folder = try bench.shell("mkdir d && mrr-webhook status --settings d")
    #expect(folder.status == 66)
  }

  @Test func aLinkStaysALink() throws {
    let bench = try Bench()
    let result = try bench.shell(
      "mkdir kept && echo '{}' > kept/w.json && ln -s kept/w.json w.json && "
        + "mrr-webhook enable --settings w.json \(Self.url) && readlink w.json && ls kept")
    #expect(result.output == "Webhook enabled\n\(Self.url)\nkept/w.json\nw.json\n")
    #expect(bench.text("kept/w.json").contains(Self.url))
  }

  @Test func manyWritersAtOnceLoseNothing() throws {
    let bench = try Bench()
    try bench.write(#"{"own": 1}"#, to: "webhook.json")
    var running: [Running] = []
    for number in 1...4 {
      running.append(try bench.start("enable", ["https://h.example/\(number)"], input: ""))
      running.append(try bench.start("settings", ["--over", "\(number)"], input: ""))
      running.append(try bench.start("settings", ["--types", "churn"], input: ""))
    }
    for one in running {
      let result = try one.wait()
      #expect(result.status == 0, "\(result.errors)")
    }
    let saved = bench.saved()
    #expect((saved["url"] as? String)?.hasPrefix("https://h.example/") == true)
    #expect((1...4).contains(saved["over"] as? Int ?? 0))
    #expect(saved["types"] as? [String] == ["churn"])
    #expect(saved["enabled"] as? Bool == true && saved["own"] as? Int == 1)
  }

  /// Calls that change what is on the disk, and those around them.
  @Test(arguments: ["unlink", "openat", "write", "fsync", "close", "rename", "flock", "mkdir"])
  func killedAtEveryCall(_ call: String) throws {
    let bench = try Bench()
    let old = "{\n  \"enabled\": true,\n  \"url\": \"https://hooks.example.com/old\"\n}\n"
    let new = old.replacingOccurrences(of: "/old", with: "/new")
    let command = "\(Bench.programs)/mrr-webhook enable --settings \(bench.settings) \(Self.url)"
    var kills = 0
    var seen: Set<String> = []
    for count in 1...200 {
      try bench.write(old, to: "webhook.json")
      // Calls of start-up, before anything is done, are of no interest.
      let result = try bench.shell(
        "strace -qq -o /dev/null -e trace=\(call) -e inject=\(call):signal=KILL:when=\(count) "
          + command)
      let text = bench.text("webhook.json")
      #expect(text == old || text == new, "killed at \(call) \(count)")
      seen.insert(text)
      if result.status == 0 {
        #expect(text == new)
        break
      }
      #expect(result.status == 137)
      kills += 1
    }
    #expect(kills > 0 && seen.contains(new))
    // What a kill left behind is in nobody's way.
    #expect(try bench.run("enable", [Self.url]).status == 0)
    #expect(!FileManager.default.fileExists(atPath: bench.settings + ".new"))
  }

  @Test(arguments: [("write", 74), ("fsync", 74), ("rename", 74), ("mkdir", 66), ("flock", 66)])
  func aDiskThatFails(_ call: String, _ status: Int) throws {
    let bench = try Bench()
    try bench.write("{}\n", to: "webhook.json")
    let command = "\(Bench.programs)/mrr-webhook enable --settings \(bench.settings) \(Self.url)"
    // Only calls on the folder's files: the pipes of the judge are not the disk.
    let result = try bench.shell(
      "strace -qq -o /dev/null -P \(bench.settings).new -P \(bench.folder) -e trace=\(call) "
        + "-e inject=\(call):error=ENOSPC:when=1 \(command)")
    #expect(result.status == status)
    #expect(result.errors.contains("No space left on device"))
    #expect(result.output == "")
    #expect(bench.text("webhook.json") == "{}\n")
    #expect(!FileManager.default.fileExists(atPath: bench.settings + ".new"))
  }
}
