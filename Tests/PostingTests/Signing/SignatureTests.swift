import Foundation
import Posting
import Testing

/// The published vectors, all for one message.
enum Vectors {
  static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
  static let timestamp = 1_614_265_330
  static let body = Array(#"{"test": 2432232314}"#.utf8)
  static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  /// Their bytes in hexadecimal, V2 and V3 as lenient decoders read them.
  static let keys = [
    "V1": "31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0",
    "V2": "31f290f6bf06298aab4f08d43c3f082cf648a362da2da4",
    "V3": "31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b006",
  ]

  static func bytes(_ name: String) -> [UInt8] {
    let digits = Array(keys[name] ?? "")
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
  }
}

@Suite struct SignatureTests {
  @Test(arguments: [
    ("V1", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ("V2", "v1,LVOXivKoo4FWasi/IaHvzhE/u+7/cu2AME+zS/nXqzk="),
    ("V3", "v1,yK2tMbA6BHPrMEJ1lLv7UlJJbgFoqGenJkiajZ29evg="),
  ]) func vectors(_ name: String, _ expected: String) {
    let value = Signature.value(
      id: Vectors.id, timestamp: Vectors.timestamp, body: Vectors.body,
      secrets: [SigningSecret(bytes: Vectors.bytes(name))])
    #expect(value == expected)
  }

  @Test func theSecretOfTheFirstVector() throws {
    let secret = try SigningSecret(parsing: Vectors.secret)
    #expect(secret == SigningSecret(bytes: Vectors.bytes("V1")))
  }

  @Test func anEntryForEachSecret() {
    let secrets = ["V1", "V3"].map { SigningSecret(bytes: Vectors.bytes($0)) }
    let value = Signature.value(
      id: Vectors.id, timestamp: Vectors.timestamp, body: Vectors.body, secrets: secrets)
    #expect(
      value == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= "
        + "v1,yK2tMbA6BHPrMEJ1lLv7UlJJbgFoqGenJkiajZ29evg=")
  }

  /// What is signed differs, so the signature does.
  @Test func everythingIsSigned() {
    func sign(_ id: String, _ timestamp: Int, _ body: String, _ key: String = "V1") -> String {
      Signature.value(
        id: id, timestamp: timestamp, body: Array(body.utf8),
        secrets: [SigningSecret(bytes: Vectors.bytes(key))])
    }
    let values = [
      sign("a", 1, "{}"), sign("b", 1, "{}"), sign("a", 2, "{}"), sign("a", 1, "{} "),
      sign("a", 1, ""), sign("a", 1, "{}", "V3"),
    ]
    #expect(Set(values).count == values.count)
  }

  @Test func secretsDoNotShow() throws {
    let secret = try SigningSecret(parsing: Vectors.secret)
    var dumped = ""
    dump([secret], to: &dumped)
    let headers = RequestHeaders(secrets: [secret])
    for text in ["\(secret)", "\([secret])", String(reflecting: secret), dumped, "\(headers)"] {
      #expect(!text.contains("242") && !text.contains("MfKQ"), "242 is its second byte: \(text)")
    }
  }
}

@Suite struct SigningSecretTests {
  static func secret(ofSize count: Int, padded: Bool = true) -> String {
    let text = Data((0..<count).map { UInt8($0) }).base64EncodedString()
    return "whsec_" + (padded ? text : text.replacing("=", with: ""))
  }

  @Test(arguments: [24, 25, 26, 32, 63, 64]) func sizesThatAreTaken(_ count: Int) throws {
    for isPadded in [true, false] {
      let secret = try SigningSecret(parsing: Self.secret(ofSize: count, padded: isPadded))
      #expect(secret == SigningSecret(bytes: (0..<count).map { UInt8($0) }))
    }
  }

  @Test(arguments: [
    ("", "begins with whsec_"),
    ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "begins with whsec_"),
    ("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "begins with whsec_"),
    (" whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "begins with whsec_"),
    ("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "asymmetric"),
    ("whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "asymmetric"),
    ("whsec_", "has 24 to 64 bytes, this one has 0"),
    (secret(ofSize: 23), "has 24 to 64 bytes, this one has 23"),
    (secret(ofSize: 65), "has 24 to 64 bytes, this one has 65"),
    // V2 and V3: decoders that are lenient drop the spare bits.
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "its last character is not the one"),
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwBr", "its last character is not the one"),
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwB", "cut off"),
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw=", "does not belong there"),
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwBg=", "does not belong there"),
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwBg===", "does not belong there"),
    ("whsec_MfKQ=9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "does not belong there"),
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_", "does not belong there"),
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw ", "does not belong there"),
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSé", "does not belong there"),
  ]) func refuses(_ text: String, _ words: String) {
    let error = #expect(throws: SigningSecretError.self) { try SigningSecret(parsing: text) }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("9r8GK") == false)
  }

  @Test func base64AsFoundationWritesIt() throws {
    for count in 0...70 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ count) }
      let text = Base64.encode(bytes)
      #expect(text == Data(bytes).base64EncodedString())
      #expect(try Base64.decode(text) == bytes)
    }
  }
}
