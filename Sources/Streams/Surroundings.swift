/// What a process finds around it.
package enum Surroundings {
  /// A variable of the environment; nil where it is not set.
  package static func variable(_ name: String) -> String? { Syscalls.environment(name) }

  /// `path` as it is found from any folder; nothing has to be there.
  package static func absolute(_ path: String) throws(Errno) -> String {
    if path.hasPrefix("/") { return path }
    // The current folder's path is free of links (getcwd(3)), so that what leads up can be taken
    // from it; further inside, `..` may lead elsewhere, and stays.
    var folder = try Syscalls.currentFolder()[...]
    var rest = path[...]
    while true {
      if rest.hasPrefix("./") {
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("../") {
        rest = rest.dropFirst(3)
        folder = folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]
      } else {
        return (folder == "/" ? "" : folder) + "/" + rest
      }
    }
  }

  /// Lets no crash leave our memory in a file: secrets and customers' data are in it (core(5)).
  package static func leaveNoCore() { Syscalls.leaveNoCore() }

  /// The program of that name beside this one, or else the first in PATH; nil where there is none.
  package static func program(_ name: String) -> String? {
    var folders: [String] = []
    if let own = Syscalls.resolved("/proc/self/exe"), let slash = own.lastIndex(of: "/") {
      folders.append(String(own[..<slash]))
    }
    folders += (variable("PATH") ?? "").split(separator: ":").map(String.init)
    return folders.map { $0 + "/" + name }.first(where: Syscalls.isExecutable)
  }
}
