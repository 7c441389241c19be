import Foundation

/// How many files, and so connections, this process may have open.
enum OpenFiles {
  /// More than all connections and the database need.
  private static let enough: UInt = 65_536

  /// Raises the soft limit as far as the system lets a process do by itself: many systems begin with 1,024, which the
  /// streams of open pages reach first.
  static func raiseLimit() {
    #if os(Linux)
      let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let files = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0 else { return }
    let wanted = min(limit.rlim_max, rlim_t(enough))
    guard limit.rlim_cur < wanted else { return }
    limit.rlim_cur = wanted
    _ = setrlimit(files, &limit)
  }
}
