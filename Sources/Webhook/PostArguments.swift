import Command
import Streams

/// The command line of `mrr-post`, with what may be secret kept out of it.
///
/// `ps` shows everybody the command line of every process. The URL, the headers and the proxy's URL
/// stand in pipes instead, which only the program itself has open; `@/dev/fd/N` names them there.
struct PostArguments: ~Copyable {
  /// The options and the URL.
  private(set) var arguments: [String] = []
  /// The descriptors that they speak of: to be handed to the program.
  private(set) var descriptors: [Int32] = []
  private var url: FileDescriptor?
  private var headers: FileDescriptor?
  private var proxy: FileDescriptor?

  /// Makes it for `url`, reached by `connection`; `options` come first.
  init(
    _ options: [String], to url: String, by connection: WebhookSettings.Connection
  ) throws(Failure) {
    arguments = options
    if let authorities = connection.authorities { arguments += ["--ca", authorities] }
    for block in connection.allowed { arguments += ["--allow-net", block] }
    if let secrets = connection.secretFile { arguments += ["--secret-file", secrets] }
    if let timeout = connection.timeout { arguments += ["--timeout", timeout] }
    // In a file of headers a # begins a comment, which a name may begin with, too.
    let isPlain: (String) -> Bool = { $0.hasPrefix("@") || $0.hasPrefix("#") }
    for header in connection.headers where isPlain(header) { arguments += ["--header", header] }
    let hidden = connection.headers.filter { !isPlain($0) }
    if !hidden.isEmpty {
      headers = try Self.pipe(hidden.joined(separator: "\n"), "the headers")
      arguments += ["--header", Self.name(of: headers)]
    }
    descriptors += Self.number(of: headers)
    if let text = connection.proxy {
      if !text.hasPrefix("@") { proxy = try Self.pipe(text, "the proxy") }
      arguments += ["--proxy", text.hasPrefix("@") ? text : Self.name(of: proxy)]
      descriptors += Self.number(of: proxy)
    }
    if !url.hasPrefix("@") { self.url = try Self.pipe(url, "the URL") }
    arguments.append(url.hasPrefix("@") ? url : Self.name(of: self.url))
    descriptors += Self.number(of: self.url)
  }

  private static func pipe(_ text: String, _ what: String) throws(Failure) -> FileDescriptor? {
    do throws(Errno) {
      if let pipe = try ProcessPipe.holding([UInt8](text.utf8)) { return pipe }
    } catch {
      throw Failure(.io, "no pipe for \(what): \(error)")
    }
    throw Failure(.usage, "\(what): too long; put it in a file: @FILE")
  }

  private static func number(of descriptor: borrowing FileDescriptor?) -> [Int32] {
    switch descriptor {
    case .some(let descriptor): [descriptor.number]
    case .none: []
    }
  }

  private static func name(of descriptor: borrowing FileDescriptor?) -> String {
    number(of: descriptor).map { "@/dev/fd/\($0)" }.joined()
  }
}
