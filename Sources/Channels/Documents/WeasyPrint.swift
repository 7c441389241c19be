import Core
import Foundation
import Kernel

/// Prints pages as PDF by Debian's WeasyPrint, which runs as a child of its own for each: see `BoundedChild` for what it is
/// shut off from. It gets one file, reaches no network, and loads nothing that does not stand in the page itself.
struct WeasyPrint: Sendable {
  /// What one document may use.
  struct Bounds: Sendable {
    var time: Swift.Duration = .seconds(90)
    var cpuSeconds = 80
    /// Bytes of address space.
    var memory = 1536 << 20
    /// Bytes of the file that it writes.
    var file = 64 << 20
    /// Cells of tables: it takes a second for some 1000, and 30 KB for each.
    var cells = 20_000
  }

  var bounds = Bounds()
  /// Debian's own interpreter and where Debian puts the library.
  var interpreter = "/usr/bin/python3"
  var library = "/usr/lib/python3/dist-packages/weasyprint"

  /// Two at once, as each takes a processor.
  private static let threads = ComputingThreads(width: 2, most: 10, busy: "documents are being printed")

  var isThere: Bool {
    [interpreter, WeasyPrint.limiter].allSatisfy(FileManager.default.isExecutableFile(atPath:))
      && FileManager.default.fileExists(atPath: library)
  }

  /// The page as PDF.
  func pdf(of page: [UInt8]) async throws -> [UInt8] {
    try await WeasyPrint.threads.run {
      try OwnFolder.with { folder in
        let (source, made) = (folder + "/page.html", folder + "/page.pdf")
        try OwnFolder.write(page, to: source)
        let child = BoundedChild(
          command: confined([interpreter, "-I", "-B", "-c", WeasyPrint.script, source, made]),
          environment: [
            "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=\(folder)", "TMPDIR=\(folder)", "XDG_CACHE_HOME=\(folder)",
          ], folder: folder, timeLimit: bounds.time)
        let (ending, words) = try child.run()
        guard ending == .exited(0) else { throw WeasyPrint.refusal(ending, words) }
        return try OwnFolder.read(made, most: bounds.file)
      }
    }
  }

  /// The command within limits, and where this machine lets us without a network.
  private func confined(_ command: [String]) -> [String] {
    [
      WeasyPrint.limiter, "--as=\(bounds.memory)", "--cpu=\(bounds.cpuSeconds)", "--fsize=\(bounds.file)",
      "--nofile=64", "--core=0", "--",
    ] + WeasyPrint.isolation + command
  }

  private static let limiter = "/usr/bin/prlimit"

  /// What comes before a command so that it sees no network but a loopback of its own that is down, and all that it starts
  /// ends with it; empty where this machine does not let us. Found once.
  static let isolation: [String] = {
    let unshare = "/usr/bin/unshare"
    guard FileManager.default.isExecutableFile(atPath: unshare) else { return [] }
    let own = ["--net", "--ipc", "--pid", "--fork", "--kill-child"]
    let ways = [own, ["--user", "--map-current-user"] + own]
    for way in ways {
      // Found once for all documents, also where the first of them is cancelled.
      var trial = BoundedChild(
        command: [unshare] + way + ["--", "/bin/true"], environment: [], folder: "/", timeLimit: .seconds(5))
      trial.heedsCancellation = false
      if (try? trial.run().ending) == .exited(0) { return [unshare] + way + ["--"] }
    }
    return []
  }()

  private static func refusal(_ ending: BoundedChild.Ending, _ words: String) -> MainstayError {
    let last = words.split(separator: "\n").last.map { ": " + $0.prefix(200) } ?? ""
    return switch ending {
    case .tookTooLong, .signalled:
      .unavailable(
        reason: "Printing took more time or memory than one document may. Take the spreadsheet, or the page to print.")
    case .exited: .unavailable(reason: "The document cannot be printed\(last)")
    }
  }

  /// Loads what stands in the page itself, and nothing else.
  private static let script = """
    import sys
    from weasyprint import HTML, default_url_fetcher

    def fetch(url, *rest, **more):
        if url.startswith("data:"):
            return default_url_fetcher(url)
        raise ValueError("only what stands in the page is loaded")

    with open(sys.argv[1], encoding="utf-8") as source:
        page = source.read()
    HTML(string=page, url_fetcher=fetch).write_pdf(sys.argv[2])
    """
}
