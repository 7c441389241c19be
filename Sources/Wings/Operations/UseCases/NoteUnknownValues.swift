import Core
import Kernel
import Storage

/// Notes rows that hold what nobody knows among what fails, and takes those away that hold it no more. Such rows are
/// refused since; these are from before, or were written past the checks, and views by a value pass them over.
public struct NoteUnknownValues: Command {
  /// The part of the engine under which they are noted.
  public static let module = "values"

  public init() {}

  /// How many there are, as far as they are named.
  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    let found = try KnownValuesStore.unknown(in: work.transaction)
    var gone = Set(try FailureStore.items(NoteUnknownValues.module, in: work.transaction))
    var seen: Set<String> = []
    for (table, key, words) in found {
      let item = WorkItem(NoteUnknownValues.module, "\(table)/\(key)", name: "\(table) \(key)")
      // One that is noted stays as it is, so that it is told of once; so do the clocks of one ticket.
      guard seen.insert(item.key).inserted, gone.remove(item.key) == nil else { continue }
      try work.note(item, failed: MainstayError.unreadable(record: "\(table) \(key)", reason: words))
    }
    for key in gone.sorted() { try work.mend(WorkItem(NoteUnknownValues.module, key)) }
    return seen.count
  }
}
