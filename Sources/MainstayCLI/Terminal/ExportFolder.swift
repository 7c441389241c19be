import Foundation
import Glibc
import Kernel

/// A folder of files that is written whole or not at all: everything stands in a folder beside it, on the disk, before
/// anything of it is seen.
struct ExportFolder {
  struct File {
    /// Below the folder, with `/` between its parts.
    var path: String
    var text: String
  }

  let path: String
  /// Whether something may stand in it already; that which it does not write stays.
  let mayHold: Bool
  /// The argument that named it, for faults.
  let field: String

  init(_ path: String, mayHold: Bool, field: String) {
    var plain = path
    while plain.count > 1, plain.hasSuffix("/") { plain.removeLast() }
    (self.path, self.mayHold, self.field) = (plain, mayHold, field)
  }

  /// - Throws: `invalid` where it is no folder, or something stands in it that may not.
  func check() throws(MainstayError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    guard isFolder.boolValue else { throw .field(field, "\(path) is a file, not a folder; name another") }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw .unavailable(reason: "The folder \(path) cannot be read.")
    }
    guard mayHold || names.isEmpty else {
      throw .field(
        field, "\(path) is not empty and is left alone; name an empty folder, or say --into to write over what is there"
      )
    }
  }

  /// Writes the files, the last of them last.
  ///
  /// - Parameter gone: Files of an export before, below the folder, that are no more: those that are still as they were
  ///   written then.
  /// - Throws: `unavailable` where it cannot be written, say of a full disk, and `invalid` where something else stands in
  ///   the place of a file or folder of it; then the folder is as it was.
  func write(_ files: [File], gone: [String] = []) throws(MainstayError) {
    try check()
    for file in files { try checkPlace(of: file.path) }
    for name in gone { try checkPlace(of: name) }
    let stands = FileManager.default.fileExists(atPath: path)
    let isEmpty = (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty ?? true
    let isMoved = stands && (!isEmpty || isMountPoint)
    let draft = try emptyFolder(isMoved ? whole + "/.partial" : whole + ".partial")
    do throws(MainstayError) {
      for file in files {
        try make(folder(of: file, in: draft))
        try write(file.text, to: draft + "/" + file.path)
      }
      if isMoved {
        for file in files {
          try make(folder(of: file, in: path))
          guard rename(draft + "/" + file.path, path + "/" + file.path) == 0 else { throw failure(file.path) }
        }
        for name in gone where !files.contains(where: { $0.path == name }) { unlink(path + "/" + name) }
        try? FileManager.default.removeItem(atPath: draft)
      } else {
        guard rename(draft, whole) == 0 else { throw failure(path) }
      }
      settle(whole)
      settle(ExportFolder.parent(of: whole))
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      throw error
    }
  }

  /// Where it is from the root, whatever it was called: beside `.` stands something else than `.` followed by a word.
  private var whole: String {
    let from = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    return URL(fileURLWithPath: from).standardizedFileURL.path
  }

  /// Whether it is on another disk than the folder that it stands in, so that nothing is renamed over it.
  private var isMountPoint: Bool {
    var (own, around) = (stat(), stat())
    guard lstat(whole, &own) == 0, lstat(ExportFolder.parent(of: whole), &around) == 0 else { return false }
    return own.st_dev != around.st_dev
  }

  /// A new folder of ours alone, under a name that nobody can have put something else in the place of.
  private func emptyFolder(_ beginning: String) throws(MainstayError) -> String {
    var template = Array((beginning + "-XXXXXX").utf8CString)
    // The folders above it may not be there yet.
    try make(ExportFolder.parent(of: beginning))
    guard mkdtemp(&template) != nil else { throw failure(beginning) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Holds that a file and the folders of it below the folder are none, or a plain file and plain folders: what is
  /// written through a link would stand elsewhere.
  private func checkPlace(of name: String) throws(MainstayError) {
    let parts = name.split(separator: "/")
    var place = path
    for (index, part) in parts.enumerated() {
      place += "/" + part
      var status = stat()
      guard lstat(place, &status) == 0 else { return }
      let isLast = index == parts.count - 1
      guard status.st_mode & S_IFMT == (isLast ? S_IFREG : S_IFDIR) else {
        throw .field(
          field,
          "\(place) is no plain \(isLast ? "file" : "folder"); nothing was written. Move it away, or name another folder"
        )
      }
    }
  }

  private func folder(of file: File, in root: String) -> String { ExportFolder.parent(of: root + "/" + file.path) }

  /// The folder in which something stands: of a name alone, the present one.
  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private func make(_ folder: String) throws(MainstayError) {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: NSNumber(value: 0o700)])
    } catch {
      throw failure(folder)
    }
  }

  private func write(_ text: String, to path: String) throws(MainstayError) {
    let file = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure(path) }
    var rest = Array(text.utf8)[...]
    var isWritten = true
    while isWritten, !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { isWritten = false }
    }
    isWritten = isWritten && fsync(file) == 0
    let why = isWritten ? nil : failure(path)
    guard Glibc.close(file) == 0 || !isWritten else { throw failure(path) }
    if let why { throw why }
  }

  /// Has the names in a folder on the disk; one of which that cannot be said is left to the system.
  private func settle(_ folder: String) {
    let handle = Glibc.open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard handle >= 0 else { return }
    _ = fsync(handle)
    _ = Glibc.close(handle)
  }

  private func failure(_ name: String) -> MainstayError {
    .unavailable(reason: "\(name) cannot be written: \(String(cString: strerror(errno))). The export was not made.")
  }

  /// YAML files of a folder and those below it, by their paths.
  ///
  /// - Parameter limit: Files that there may be.
  /// - Throws: `invalid` naming the folder where there are none, or too many, and what is neither a plain file nor a plain
  ///   folder: through a link something else would be read than what stands there.
  static func definitions(in folder: String, limit: Int) throws(MainstayError) -> [String] {
    var found: [String] = []
    let names = FileManager.default.enumerator(atPath: folder)
    while let name = names?.nextObject() as? String {
      let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
      guard !isHidden else { continue }
      let path = (folder.hasSuffix("/") ? folder : folder + "/") + name
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      let isYAML = name.hasSuffix(".yaml") || name.hasSuffix(".yml")
      switch status.st_mode & S_IFMT {
      case S_IFDIR: continue
      case S_IFREG: guard isYAML else { continue }
      case S_IFLNK:
        throw .field("files", "\(path) is a link; name the file or folder that it leads to, or put that in its place")
      default:
        guard isYAML else { continue }
        throw .field("files", "\(path) is no plain file")
      }
      found.append(path)
      if found.count > limit { throw .field("files", "\(folder) holds more than \(limit) files") }
    }
    if found.isEmpty { throw .field("files", "\(folder) holds no file that ends in .yaml or .yml") }
    return found.sorted()
  }
}
