import Foundation
import TestSupport
import Testing

/// What a run refuses at its start, and what is around it: addresses, the environment, a proxy.
@Suite struct StartTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()

  // MARK: Refused at the start

  @Test(
    arguments: [
      (
        ["http://h.example/x"],
        "http is not supported, since it would send customers' data in the clear: the URL must "
          + "start with https://"
      ),
      (
        ["https://127.0.0.1/x"],
        "the host 127.0.0.1 is a loopback address; --allow-net 127.0.0.1 "
          + "permits it"
      ),
      (
        ["https://[::ffff:10.0.0.5]/"],
        "the host 10.0.0.5 is a private address; --allow-net 10.0.0.5 permits it"
      ),
      (
        ["--allow-net", "10.0.0.0/8", "https://169.254.169.254/"],
        "the host 169.254.169.254 is a cloud metadata address; --allow-net 169.254.169.254 "
          + "permits it"
      ),
      (
        ["https://user:hunter2@h.example/"],
        "the URL holds user information: give credentials with "
          + "--header @FILE, out of sight"
      ),
      (
        ["https://2130706433/"],
        "the host 2130706433 is no address: write four decimal numbers, as "
          + "in 192.0.2.1"
      ),
      (
        ["--proxy", "http://127.0.0.1:3128", "https://h.example/"],
        "the proxy 127.0.0.1 is a loopback address; --allow-net 127.0.0.1 permits it"
      ),
      ([], "a URL is missing: mrr-post [OPTIONS] URL [INPUT...] (try --help)"),
      (
        ["--timeout", "0", "https://h.example/"],
        "--timeout: expected a duration from 1ms to 1d, found '0' (try --help)"
      ),
      (
        ["--concurrency", "0", "https://h.example/"],
        "--concurrency: expected an integer from 1 to 512, found '0' (try --help)"
      ),
      (
        ["--header", "Host: x", "https://h.example/"],
        "--header: the header Host cannot be set: mrr-post sets it itself (try --help)"
      ),
      (
        ["--allow-net", "10.0.0.1/8", "https://h.example/"],
        "--allow-net: '10.0.0.1/8' has bits set behind its prefix of 8 (try --help)"
      ),
      (
        ["--ca", "/dev/null", "https://h.example/"],
        "--ca: /dev/null: holds no certificates in PEM form"
      ),
    ] as [([String], String)]) func refusedUsage(_ arguments: [String], _ message: String) throws
  {
    let result = try PostProcess.run(arguments, "{}\n")
    #expect(result.status == 64)
    #expect(result.errors == "mrr-post: \(message)\n")
    #expect(result.output == "")
  }

  @Test(arguments: [["--ca", "/nowhere"], ["--header", "@/nowhere"], ["--proxy", "@/nowhere"]])
  func missingFiles(_ options: [String]) throws {
    let result = try PostProcess.run(options + ["https://h.example/"], "{}\n")
    #expect(result.status == 66)
    #expect(result.errors == "mrr-post: \(options[0]): /nowhere: No such file or directory\n")
    #expect(try PostProcess.run(["@/nowhere"]).status == 66)
  }

  // MARK: The guard, the environment, the proxy

  @Test func aNameThatLeadsToARefusedAddress() throws {
    let url = receiver.url("/\(mark)", host: "localhost")
    let options = ["--ca", receiver.authority]
    let result = try PostProcess.run(options + [url], "{}\n")
    #expect(result.status == 1)
    #expect(result.all("reason") == ["blocked_address"])
    let message = try #require(result.receipts.first?["message"] as? String)
    #expect(message.hasPrefix("localhost may not be dialled: "))
    #expect(message.hasSuffix(" permits it"))
    #expect(message.contains("is a loopback address; --allow-net "))
    #expect(try receiver.requests(mark).isEmpty)
    let allowed = try PostProcess.run(options + ["--allow-net", "127.0.0.1", url], "{}\n")
    #expect(allowed.status == 0, "\(allowed.output)")
    #expect(try receiver.requests(mark).count == 1)
  }

  @Test func withoutTheAuthorityNothingIsTrusted() throws {
    let result = try PostProcess.run(
      ["--allow-net", "127.0.0.1", receiver.url("/\(mark)")], "{}\n")
    #expect(result.all("reason") == ["tls_untrusted"])
  }

  @Test func theEnvironmentHasNoEffect() throws {
    let folder = try TemporaryFolder("post-test")
    var environment = ["SSLKEYLOGFILE": folder.path + "/keys"]
    for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
      environment[name] = "http://127.0.0.1:1"
    }
    let result = try PostProcess.run(
      PostProcess.trusting + [receiver.url("/\(mark)")], "{}\n", environment: environment)
    #expect(result.status == 0, "\(result.output)")
    #expect(try receiver.requests(mark).count == 1)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/keys"))
  }

  @Test func throughAProxy() throws {
    let proxy = "http://me:secret@127.0.0.1:\(receiver.port("proxy"))"
    // The tunnel leads to the receiver whatever is asked for.
    let port = Int.random(in: 1...9999)
    let result = try PostProcess.run(
      PostProcess.trusting
        + ["--proxy", proxy, "--header", "X-Key: \(mark)"]
        + ["https://localhost:\(port)/\(mark)"], "{}\n",
      environment: ["NO_PROXY": "*", "no_proxy": "localhost"])
    #expect(result.status == 0, "\(result.output)")
    #expect(
      result.errors
        == "mrr-post: warning: the addresses behind the proxy 127.0.0.1:\(receiver.port("proxy"))"
        + " are its own business: only the proxy's is judged here\n")
    #expect(try receiver.requests(mark).map(\.method) == ["POST"], "the header is not the proxy's")
    let asked = try receiver.requests("localhost:\(port)").filter { $0.method == "CONNECT" }
    #expect(asked.count == 1)
    #expect(asked.first?.values("Proxy-Authorization") == ["Basic bWU6c2VjcmV0"])
  }

  @Test func proxiesThatFail() throws {
    func reason(_ proxy: String) throws -> [String] {
      let result = try PostProcess.run(
        PostProcess.trusting
          + ["-q", "--proxy", proxy, "--timeout", "800ms", receiver.url("/\(mark)")], "{}\n")
      #expect(result.status == 1)
      #expect(!result.errors.contains("warning"))
      return result.all("reason") + result.all("message")
    }
    let refusing = receiver.port("proxy-refusing")
    #expect(
      try reason("http://127.0.0.1:\(refusing)")
        == ["proxy", "the proxy 127.0.0.1:\(refusing) answered 403 to CONNECT"])
    #expect(
      try reason("http://127.0.0.1:1") == ["proxy", "the proxy 127.0.0.1:1 cannot be reached"])
    let silent = receiver.port("silent")
    #expect(
      try reason("http://127.0.0.1:\(silent)")
        == ["proxy", "the proxy 127.0.0.1:\(silent) opened no tunnel within 800 ms"])
    #expect(try receiver.requests(mark).filter { $0.method == "POST" }.isEmpty)
  }

  /// The query, a header, the proxy's password: none is in a receipt or a message.
  @Test(arguments: ["proxy", "proxy-refusing", "silent"])
  func noSecretIsShown(_ kind: String) throws {
    let folder = try TemporaryFolder("post-test")
    let header = try folder.file("header", "Authorization: Bearer hunter3\n")
    let proxy = try folder.file(
      "proxy", "http://me:hunter4@127.0.0.1:\(receiver.port(kind))\n")
    let result = try PostProcess.run(
      PostProcess.trusting + [
        "-v", "--summary", "--timeout", "900ms", "--header", "@\(header)", "--proxy", "@\(proxy)",
        receiver.url("/\(mark)/status=307/header=Location:%20%2Fx%3Fk=hunter5?token=hunter2"),
      ], "{}\n")
    #expect(result.all("reason") == [kind == "proxy" ? "redirect" : "proxy"], "\(result.output)")
    for text in [result.output, result.errors] { #expect(!text.contains("hunter"), "\(text)") }
    if kind == "proxy" {
      let request = try #require(
        try receiver.requests("\(mark)/status").first { $0.method == "POST" })
      #expect(request.path.hasSuffix("?token=hunter2"))
      #expect(request.values("Authorization") == ["Bearer hunter3"])
    }
  }
}
