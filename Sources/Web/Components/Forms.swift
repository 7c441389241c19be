import Kernel
import Markup

/// A form as it is shown: what was typed, and what is wrong with it.
public struct FormState: Sendable {
  /// Typed values by field name; they survive every refusal.
  public var values: [String: String]
  public var faults: [FieldFault]

  public init(_ values: [String: String] = [:], faults: [FieldFault] = []) {
    (self.values, self.faults) = (values, faults)
  }

  public subscript(_ name: String) -> String { values[name] ?? "" }

  /// The messages for one field.
  package func faults(of name: String) -> [String] { faults.filter { $0.path == name }.map(\.message) }
}

public enum Forms {
  /// The id of a field's control.
  public static func id(_ name: String) -> String {
    "f-" + String(name.map { $0.isLetter || $0.isNumber ? $0 : "-" })
  }
  /// With a capital and a full stop; a question has its own mark.
  public static func sentence(_ text: String) -> String {
    let first = text.prefix(1).uppercased() + text.dropFirst()
    return first.hasSuffix(".") || first.hasSuffix("?") ? first : first + "."
  }
}

/// A choice of a list.
public struct Choice: Hashable, Sendable {
  public var value: String
  public var title: String
  public init(_ value: String, _ title: String) { (self.value, self.title) = (value, title) }

  /// Nobody, said as such: no sign-in name has a colon.
  public static let nobody = Choice(":nobody", "nobody")
}

extension HTML {
  /// A form that changes something: carries the session's token, and the key of this rendering, so that one that is
  /// sent again does what it says once. `draft` names where the browser keeps what is typed into it, for this reader
  /// and until the server has it.
  public func postForm(
    _ path: String, reader: Reader, draft: String? = nil, _ attributes: Attribute..., content: () -> Void
  ) { postForm(path, reader: reader, draft: draft, attributes, content: content) }

  public func postForm(
    _ path: String, reader: Reader, draft: String? = nil, _ attributes: [Attribute], content: () -> Void
  ) {
    let kept: Attribute = draft.map { .data("draft", $0) } ?? .none
    element("form", [.action(path), .method("post"), kept] + attributes) {
      if !reader.csrf.isEmpty { input(.type("hidden"), .name("csrf"), .value(reader.csrf)) }
      if !reader.once.isEmpty { input(.type("hidden"), .name("once"), .value(reader.once)) }
      content()
    }
  }

  /// As `postForm`, for one that carries a file too.
  public func fileForm(_ path: String, reader: Reader, _ attributes: Attribute..., content: () -> Void) {
    element("form", [.action(path), .method("post"), Attribute("enctype", "multipart/form-data")] + attributes) {
      if !reader.csrf.isEmpty { input(.type("hidden"), .name("csrf"), .value(reader.csrf)) }
      if !reader.once.isEmpty { input(.type("hidden"), .name("once"), .value(reader.once)) }
      content()
    }
  }

  /// A value that goes with the form unseen and is kept with its draft, which `hidden` ones are not.
  public func carried(_ name: String, _ value: String) {
    input(.type("text"), .name(name), .value(value), .flag("hidden", true))
  }

  /// A file to choose. What was chosen before a refusal has to be chosen again: browsers keep no file.
  ///
  /// - Parameter accept: Kinds that are offered first, as `.csv,.gz`.
  public func filePick(
    _ name: String, _ label: String, _ state: FormState, accept: String, hint: String? = nil, optional: Bool = false
  ) {
    field(name, label, state, hint: hint, optional: optional) { tied in
      void("input", tied + [.type("file"), Attribute("accept", accept)])
    }
  }

  /// A labelled control with hint and faults beside it; `control` gets the attributes that tie them together.
  public func field(
    _ name: String, _ label: String, _ state: FormState, hint: String? = nil, optional: Bool = false,
    id: String? = nil, control: ([Attribute]) -> Void
  ) {
    let id = id ?? Forms.id(name)
    let faults = state.faults(of: name)
    div(.class("field")) {
      self.label(.for(id)) {
        text(label)
        if optional { span(" (optional)", .class("optional")) }
      }
      if let hint { span(hint, .class("hint"), .id(id + "-hint")) }
      var described = hint == nil ? [] : [id + "-hint"]
      if !faults.isEmpty { described.append(id + "-fault") }
      var attributes: [Attribute] = [.id(id), .name(name)]
      if !described.isEmpty { attributes.append(.aria("describedby", described.joined(separator: " "))) }
      if !faults.isEmpty { attributes.append(.aria("invalid", "true")) }
      if !optional { attributes.append(.required()) }
      control(attributes)
      if !faults.isEmpty {
        span(.class("fault"), .id(id + "-fault")) {
          icon(.fault)
          span(faults.map(Forms.sentence).joined(separator: " "))
        }
      }
    }
  }

  /// One line of text.
  public func textField(
    _ name: String, _ label: String, _ state: FormState, type: StaticString = "text", hint: String? = nil,
    optional: Bool = false, autocomplete: StaticString = "off", limit: Int = 200, _ extra: Attribute...
  ) {
    field(name, label, state, hint: hint, optional: optional) { tied in
      let value: Attribute = type.description == "password" ? .none : .value(state[name])
      void("input", tied + [.type(type), value, .autocomplete(autocomplete), .maxlength(limit)] + extra)
    }
  }

  /// Several lines of text.
  public func textArea(
    _ name: String, _ label: String, _ state: FormState, hint: String? = nil, optional: Bool = false, rows: Int = 5,
    id: String? = nil, _ extra: Attribute...
  ) {
    field(name, label, state, hint: hint, optional: optional, id: id) { tied in
      element("textarea", tied + [.rows(rows), .directionAuto] + extra) {
        // A first line end would be swallowed by the parser.
        let typed = state[name]
        text(typed.hasPrefix("\n") ? "\n" + typed : typed)
      }
    }
  }

  /// A choice of one from a list. Without a value, and where none was made, nothing is chosen.
  public func selectField(
    _ name: String, _ label: String, _ choices: [Choice], _ state: FormState, hint: String? = nil,
    optional: Bool = false, none: String? = nil, id: String? = nil
  ) {
    field(name, label, state, hint: hint, optional: optional, id: id) { tied in
      element("select", tied) {
        if let none { option(none, .value("")) }
        for choice in choices {
          option(choice.title, .value(choice.value), .selected(choice.value == state[name]))
        }
      }
    }
  }

  /// Whom several things are given to: a list, or a sign-in name where there are too many to choose from.
  public func personField(_ name: String, _ label: String, _ people: [Choice], id: String? = nil) {
    if people.isEmpty {
      field(name, label + " (sign-in name)", FormState(), optional: true, id: id) { tied in
        void("input", tied + [.type("text"), .autocomplete("off"), .maxlength(60)])
      }
    } else {
      selectField(name, label, [.nobody] + people, FormState(), optional: true, none: "as it is", id: id)
    }
  }

  /// A box to tick.
  public func checkField(_ name: String, _ label: String, _ state: FormState, value: String = "yes", id: String? = nil)
  {
    let id = id ?? Forms.id(name)
    div(.class("choice")) {
      input(.type("checkbox"), .id(id), .name(name), .value(value), .checked(state[name] == value))
      self.label(label, .for(id))
    }
  }
}
