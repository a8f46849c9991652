import Foundation
import TestSupport
import Testing

/// `--secret-file`, on the built program.
@Suite struct SecretFileTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder("post-test") }

  private func secretFile(_ text: String, mode: Int = 0o600) throws -> String {
    let path = try folder.file("secrets", text)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  private func check(_ result: PostProcess.Result, _ status: Int, _ message: String) {
    #expect(result.status == status)
    #expect(
      result.errors.replacing(folder.path + "/", with: "")
        == "mrr-post: --secret-file: \(message)\n")
    #expect(result.output == "")
  }

  @Test(
    arguments: [
      (
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
        "line 1: a secret begins with whsec_, this one does not"
      ),
      (
        "# V2\nwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS\n",
        "line 2: what follows whsec_ is no base64: its last character is not the one that "
          + "encoding gives; it may be cut off"
      ),
      (
        Vectors.secret + "\r\n\r\nwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwBr\n",
        "line 3: what follows whsec_ is no base64: its last character is not the one that "
          + "encoding gives; it may be cut off"
      ),
      ("whsec_\n", "line 1: a secret has 24 to 64 bytes, this one has 0"),
      ("", "holds no secret"), ("\n# none\n", "holds no secret"),
    ]) func refusesContents(_ text: String, _ message: String) throws
  {
    let path = try secretFile(text)
    let result = try PostProcess.run(["--secret-file", path, "https://h.example/"], "{}\n")
    check(result, 64, "secrets: \(message)")
  }

  @Test(arguments: [0o640, 0o604, 0o620, 0o610, 0o601, 0o644, 0o777])
  func refusesWhatOthersMayUse(_ mode: Int) throws {
    let path = try secretFile(Vectors.secret, mode: mode)
    let result = try PostProcess.run(["--secret-file", path, "https://h.example/"], "{}\n")
    check(
      result, 64, "secrets: others may use it (mode \(String(mode, radix: 8))): chmod 600 it")
  }

  @Test(.enabled(if: geteuid() == 0 || PrivateNetwork.problem == nil))
  func refusesWhatIsSomebodyElses() throws {
    // Who is not root sees root's files as a stranger's in a user namespace of their own.
    let isRoot = geteuid() == 0
    let path = isRoot ? try secretFile(Vectors.secret) : "/etc/passwd"
    if isRoot { #expect(chown(path, 12345, 0) == 0) }
    let result = try PostProcess.run(
      ["--secret-file", path, "https://h.example/"], "{}\n",
      wrapper: isRoot ? [] : ["unshare", "--user"])
    let owner = isRoot ? 12345 : 65534
    check(
      result, 64,
      "\(isRoot ? "secrets" : path): belongs to user \(owner), neither to you nor to root")
  }

  @Test(arguments: [
    ("/nowhere", 66, "--secret-file: /nowhere: No such file or directory\n"),
    ("fd:77", 66, "--secret-file: fd:77: Bad file descriptor\n"),
    ("-", 64, "--secret-file: expected a file or fd:N, found '-' (try --help)\n"),
    (
      "tcp:localhost:1", 64,
      "--secret-file: expected a file or fd:N, found 'tcp:localhost:1' "
        + "(try --help)\n"
    ),
  ]) func refusesPlaces(_ place: String, _ status: Int, _ message: String) throws {
    let result = try PostProcess.run(["--secret-file", place, "https://h.example/"], "{}\n")
    #expect(result.status == status)
    #expect(result.errors == "mrr-post: \(message)")
  }

  /// Three ways to a secret, and the modes that are private enough.
  @Test(arguments: [
    (0o600, "exec \"$@\"", "secrets"), (0o400, "exec \"$@\"", "secrets"),
    (0o700, "exec \"$@\" 5< secrets", "fd:5"),
    (0o600, "cat secrets | (exec \"$@\" 6<&0 0< input)", "fd:6"),
    (0o600, "exec \"$@\" 7< <(sleep 0.2; cat secrets)", "/dev/fd/7"),
  ]) func takes(_ mode: Int, _ shell: String, _ place: String) throws {
    _ = try secretFile("# the only one\n\n" + Vectors.secret + "\n", mode: mode)
    _ = try folder.file("input", #"{"meta":{"id":"s1"},"x":1}"# + "\n")
    let result = try PostProcess.run(
      PostProcess.trusting + ["--secret-file", place, receiver.url("/\(mark)"), "input"],
      wrapper: ["bash", "-c", "cd '\(folder.path)'; \(shell)", "-"])
    #expect(result.status == 0, "\(result.errors)")
    let request = try #require(try receiver.requests(mark).first)
    let signature = try #require(request.values("webhook-signature").first)
    #expect(try request.isSigned(signature, key: Vectors.bytes("V1")))
    for text in [result.output, result.errors] { #expect(!text.contains("MfKQ")) }
  }

  @Test func isNotShownWhateverFails() throws {
    let path = try secretFile(Vectors.secret)
    let result = try PostProcess.run(
      to: "/\(mark)/status=500", ["-v", "--summary", "--secret-file", path],
      input: "{}\nbad\n")
    #expect(result.status == 1)
    let key = Data(Vectors.bytes("V1")).base64EncodedString()
    for text in [result.output, result.errors] {
      #expect(!text.contains("MfKQ") && !text.contains("whsec_") && !text.contains(key))
      #expect(!text.contains("v1,"), "nor is the signature")
    }
  }

  @Test func withoutSecretsThereIsNoSignature() throws {
    _ = try PostProcess.run(to: "/\(mark)", input: "{}\n")
    let request = try #require(try receiver.requests(mark).first)
    #expect(request.values("webhook-signature").isEmpty)
  }
}

extension Receiver.Request {
  /// Whether `entry` is the signature of the request with `key`, as openssl(1) reckons it.
  func isSigned(_ entry: String, key: [UInt8]) throws -> Bool {
    let signed = "\(values("webhook-id")[0]).\(values("webhook-timestamp")[0]).\(body)"
    let openssl = Process()
    openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let digits = key.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    openssl.arguments = [
      "openssl", "dgst", "-sha256", "-binary", "-mac", "HMAC", "-macopt", "hexkey:\(digits)",
    ]
    let input = Pipe()
    let output = Pipe()
    openssl.standardInput = input
    openssl.standardOutput = output
    try openssl.run()
    try input.fileHandleForWriting.write(contentsOf: Data(signed.utf8))
    try input.fileHandleForWriting.close()
    let hash = output.fileHandleForReading.readDataToEndOfFile()
    openssl.waitUntilExit()
    return !hash.isEmpty && entry == "v1," + hash.base64EncodedString()
  }
}
