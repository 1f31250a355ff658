/// The program in Python that runs the code of an answer on inputs.
///
/// The code is given inputs and nothing else: what is expected stays with the bench, so that nothing in the sandbox,
/// memory included, holds it. Results leave by a descriptor that was set aside before the code was run; what the
/// code prints goes nowhere, so that printing what a result looks like gives none. Code that finds that descriptor
/// and writes to it has said what it returns, and could have returned it.
///
/// The text is part of every recorded run's key: another text asks for new recordings.
enum TestHarness {
  /// The program.
  static let source = #"""
    import json, os, sys

    def main():
        write, dumps, loads, end = os.write, json.dumps, json.loads, os._exit
        given = loads(sys.stdin.read())
        cases = [dumps(case) for case in given["inputs"]]
        out = os.dup(1)
        nowhere = os.open("/dev/null", os.O_RDWR)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 0)

        def say(value):
            line = (dumps(value) + "\n").encode("ascii")
            while line:
                line = line[write(out, line):]

        def names(error):
            return [kind.__name__ for kind in type(error).__mro__ if kind is not object]

        def told(value, depth=0):
            if depth > 50:
                return {"other": "a value that is too deep"}
            kind = type(value)
            if value is None or kind is bool or kind is str:
                return value
            if kind is int:
                try:
                    str(value)
                except ValueError:
                    return {"other": "an int of too many digits"}
                return value
            if kind is float:
                if value != value or value in (float("inf"), float("-inf")):
                    return {"float": repr(value)}
                return value
            if kind is list or kind is tuple:
                return [told(item, depth + 1) for item in value]
            if kind is set or kind is frozenset:
                return {"set": sorted((told(item, depth + 1) for item in value), key=dumps)}
            if kind is dict:
                pairs = [[told(key, depth + 1), told(item, depth + 1)] for key, item in value.items()]
                return {"dict": sorted(pairs, key=dumps)}
            if isinstance(value, (bool, int, float, str, list, tuple, set, frozenset, dict)):
                for base in (int, float, str, list, tuple, set, frozenset, dict):
                    if isinstance(value, base):
                        return told(base(value), depth + 1)
            return {"other": kind.__name__}

        def meant(value):
            if type(value) is list:
                return [meant(item) for item in value]
            if type(value) is not dict:
                return value
            if len(value) == 1:
                (key, inner), = value.items()
                if key == "float" and inner in ("nan", "inf", "-inf"):
                    return float(inner)
                if key == "set" and type(inner) is list:
                    return set(meant(item) for item in inner)
                if key == "tuple" and type(inner) is list:
                    return tuple(meant(item) for item in inner)
                if key == "dict" and type(inner) is list:
                    return {meant(pair[0]): meant(pair[1]) for pair in inner}
            return {key: meant(item) for key, item in value.items()}

        say({"ready": len(cases)})
        space = {"__name__": "candidate", "__builtins__": __builtins__}
        try:
            exec(compile(given["code"], "candidate.py", "exec"), space)
        except BaseException as error:
            say({"load": names(error)})
            end(0)
        function = space.get(given["function"])
        if not callable(function):
            say({"missing": True})
            end(0)
        for number, case in enumerate(cases):
            try:
                value = {"value": told(function(*meant(loads(case))))}
            except BaseException as error:
                value = {"raises": names(error)}
            value["case"] = number
            say(value)
        end(0)

    main()
    """#
}
