import Command
import Foundation
import Posting
import TestSupport
import Testing

@Suite struct AuthoritiesTests {
  let folder: TemporaryFolder
  let system: String
  let own: String

  init() throws {
    folder = try TemporaryFolder("post-test")
    system = try folder.file("system.pem", "-----BEGIN CERTIFICATE-----\nsystem\n")
    own = try folder.file("own.pem", "-----BEGIN CERTIFICATE-----\nown")
  }

  @Test func addsToTheSystemsOwn() throws {
    let choice = try Authorities.choose(adding: own, systemPath: system)
    #expect(choice.warning == nil)
    let joined = try String(contentsOfFile: try #require(choice.path), encoding: .utf8)
    #expect(
      joined
        == "-----BEGIN CERTIFICATE-----\nsystem\n\n-----BEGIN CERTIFICATE-----\nown\n")
  }

  @Test func leavesTheSystemsOwnAlone() throws {
    let choice = try Authorities.choose(adding: nil, systemPath: system)
    #expect(choice.path == system)
    #expect(choice.warning == nil)
  }

  @Test(arguments: [nil, "/nowhere.pem"]) func saysThatTheSystemHasNone(_ path: String?) throws {
    let shown = path.map { " (\($0))" } ?? ""
    let none = try Authorities.choose(adding: nil, systemPath: path)
    #expect(none.path == nil)
    #expect(none.warning?.hasPrefix("this system has no certificate authorities\(shown): ") == true)
    let only = try Authorities.choose(adding: own, systemPath: path)
    #expect(
      only.warning
        == "this system has no certificate authorities\(shown): only \(own) is trusted")
    let text = try String(contentsOfFile: try #require(only.path), encoding: .utf8)
    #expect(text.contains("own") && !text.contains("system"))
  }

  @Test func refusesWhatHoldsNone() throws {
    let empty = try folder.file("empty.pem", "no certificate")
    #expect(throws: Failure(.usage, "--ca: \(empty): holds no certificates in PEM form")) {
      try Authorities.choose(adding: empty, systemPath: system)
    }
    #expect(throws: Failure(.noInput, "--ca: /nowhere: No such file or directory")) {
      try Authorities.choose(adding: "/nowhere", systemPath: system)
    }
  }
}
