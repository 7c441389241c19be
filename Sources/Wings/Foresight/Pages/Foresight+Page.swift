import Components
import Foresight
import ForesightUseCases
import Kernel
import Markup

/// How well misses are foreseen, and of which running clocks the most.
public struct ForesightPage: Page {
  public var title: String { "Foreseen misses" }
  public var place: Place? { .foresight }
  public var words: [Term] { [.deadline] }

  public var found: ForesightOverview

  public init(_ found: ForesightOverview) { self.found = found }

  /// The one in use; nil before anything was learnt.
  var model: KeptModel? { found.models.first }

  /// What an agreement is called, and otherwise its key.
  func name(_ agreement: String) -> String { found.agreements[agreement] ?? agreement }
}
