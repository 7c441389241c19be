import Kernel

extension Attribute {
  /// An attribute that is left out: the other arm of a condition.
  public static let none = Attribute("", .absent)

  /// `attribute` where `condition` holds, else nothing.
  public static func when(_ condition: Bool, _ attribute: @autoclosure () -> Attribute) -> Attribute {
    condition ? attribute() : .none
  }

  public static func `class`(_ names: String) -> Attribute { Attribute("class", .text(names)) }
  public static func id(_ id: String) -> Attribute { Attribute("id", .text(id)) }
  public static func title(_ text: String) -> Attribute { Attribute("title", .text(text)) }
  public static func lang(_ tag: String) -> Attribute { Attribute("lang", .text(tag)) }
  public static func role(_ role: StaticString) -> Attribute { Attribute("role", .fixed(role)) }
  public static func viewBox(_ box: StaticString) -> Attribute { Attribute("viewBox", .fixed(box)) }
  public static func tabindex(_ index: Int) -> Attribute { Attribute("tabindex", .whole(index)) }
  public static let hidden = Attribute("hidden", .flag)
  /// The text's own direction decides how it runs: for everything people typed.
  public static let directionAuto = Attribute("dir", .fixed("auto"))

  /// `data-name`.
  public static func data(_ name: StaticString, _ value: String) -> Attribute {
    var attribute = Attribute(name, .text(value))
    attribute.prefix = "data-"
    return attribute
  }
  /// `aria-name`.
  public static func aria(_ name: StaticString, _ value: String) -> Attribute {
    var attribute = Attribute(name, .text(value))
    attribute.prefix = "aria-"
    return attribute
  }
  public static let ariaHidden = Attribute.aria("hidden", "true")
  /// `aria-current="page"` where `isCurrent`.
  public static func current(_ isCurrent: Bool) -> Attribute { isCurrent ? .aria("current", "page") : .none }

  // Links. Addresses that would run script become `#`.
  public static func href(_ address: String) -> Attribute { Attribute("href", .address(address)) }
  public static func src(_ address: String) -> Attribute { Attribute("src", .address(address)) }
  public static func action(_ address: String) -> Attribute { Attribute("action", .address(address)) }
  public static func formaction(_ address: String) -> Attribute { Attribute("formaction", .address(address)) }
  public static func rel(_ value: StaticString) -> Attribute { Attribute("rel", .fixed(value)) }

  // Forms.
  public static func type(_ type: StaticString) -> Attribute { Attribute("type", .fixed(type)) }
  public static func name(_ name: String) -> Attribute { Attribute("name", .text(name)) }
  public static func value(_ value: String) -> Attribute { Attribute("value", .text(value)) }
  public static func method(_ method: StaticString) -> Attribute { Attribute("method", .fixed(method)) }
  public static func `for`(_ id: String) -> Attribute { Attribute("for", .text(id)) }
  public static func form(_ id: String) -> Attribute { Attribute("form", .text(id)) }
  public static func placeholder(_ text: String) -> Attribute { Attribute("placeholder", .text(text)) }
  public static func autocomplete(_ kind: StaticString) -> Attribute { Attribute("autocomplete", .fixed(kind)) }
  public static func rows(_ count: Int) -> Attribute { Attribute("rows", .whole(count)) }
  public static func maxlength(_ count: Int) -> Attribute { Attribute("maxlength", .whole(count)) }
  public static func checked(_ isChecked: Bool = true) -> Attribute { flag("checked", isChecked) }
  public static func selected(_ isSelected: Bool = true) -> Attribute { flag("selected", isSelected) }
  public static func disabled(_ isDisabled: Bool = true) -> Attribute { flag("disabled", isDisabled) }
  public static func required(_ isRequired: Bool = true) -> Attribute { flag("required", isRequired) }
  public static func open(_ isOpen: Bool = true) -> Attribute { flag("open", isOpen) }
  public static let autofocus = flag("autofocus", true)
  public static let formnovalidate = flag("formnovalidate", true)

  /// What a button does to the element that `commandFor` names: `show-modal` opens a dialog.
  public static func command(_ command: StaticString) -> Attribute { Attribute("command", .fixed(command)) }
  public static func commandFor(_ id: String) -> Attribute { Attribute("commandfor", .text(id)) }

  // Tables and times.
  public static func scope(_ scope: StaticString) -> Attribute { Attribute("scope", .fixed(scope)) }
  public static func colspan(_ count: Int) -> Attribute { Attribute("colspan", .whole(count)) }
  /// RFC 3339 of a `time` element.
  public static func datetime(_ instant: Instant) -> Attribute { Attribute("datetime", .instant(instant)) }

  /// An attribute without value, where `isSet`.
  public static func flag(_ name: StaticString, _ isSet: Bool) -> Attribute {
    Attribute(name, isSet ? .flag : .absent)
  }
  /// A number, for drawings: two decimals.
  public static func number(_ name: StaticString, _ value: Double) -> Attribute {
    Attribute(name, .decimal(value))
  }
}
