package io.dptrain.accountant.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the part of JSON that {@link JsonObject} holds, and refuses the rest: escapes in strings
 * other than of a quote or a backslash, {@code true}, {@code false}, {@code null}, a name twice,
 * more than a few levels.
 *
 * <p>One text, once. Not thread-safe.
 */
final class JsonReader {
  private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");
  private static final Pattern SPACE = Pattern.compile("[ \\t\\r\\n]*+");
  private static final Pattern STRING =
      Pattern.compile("\"((?:[^\"\\\\\\p{Cntrl}]|\\\\[\"\\\\])*+)\"");
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");
  private static final Pattern WHOLE = Pattern.compile("[0-9]++");

  /** Fewer than 2^53 has, so that every whole number of so many digits is exact as a double. */
  private static final int COUNT_DIGITS = 15;

  private static final int MAX_DEPTH = 32;

  private final String text;
  private int position;
  private int depth;

  JsonReader(String text) {
    this.text = text;
  }

  JsonObject read() {
    JsonObject object = object();
    skipSpace();
    require(position == text.length(), "the end");
    return object;
  }

  private JsonObject object() {
    Map<String, Object> fields = new LinkedHashMap<>();
    between('{', '}', () -> fields.put(unusedName(fields), value()));
    return new JsonObject(fields);
  }

  private String unusedName(Map<String, Object> fields) {
    String name = string();
    require(!fields.containsKey(name), "a name other than " + name);
    require(skip(':'), "':'");
    return name;
  }

  private List<Object> list() {
    List<Object> list = new ArrayList<>();
    between('[', ']', () -> list.add(value()));
    return list;
  }

  private void between(char open, char close, Runnable element) {
    require(skip(open), "'" + open + "'");
    depth++;
    require(depth <= MAX_DEPTH, "an end to its levels");
    if (!skip(close)) {
      do {
        element.run();
      } while (skip(','));
      require(skip(close), "',' or '" + close + "'");
    }
    depth--;
  }

  private Object value() {
    if (isNext('{')) {
      return object();
    } else if (isNext('[')) {
      return list();
    }
    return isNext('"') ? string() : number();
  }

  private String string() {
    skipSpace();
    String written = take(STRING, "a plain string").group(1);
    require(VisibleText.isVisible(written), "a string of visible characters before it");
    return ESCAPED.matcher(written).replaceAll("$1");
  }

  private Number number() {
    skipSpace();
    String written = take(NUMBER, "a value").group();
    double value = Double.parseDouble(written);
    require(Double.isFinite(value), "a number within the range of doubles");
    // A count stays one, so that it is written again as it was read.
    return written.length() <= COUNT_DIGITS && WHOLE.matcher(written).matches()
        ? Number.class.cast(Long.valueOf(written))
        : Double.valueOf(value);
  }

  private boolean isNext(char symbol) {
    skipSpace();
    return position < text.length() && text.charAt(position) == symbol;
  }

  private boolean skip(char symbol) {
    boolean found = isNext(symbol);
    position += found ? 1 : 0;
    return found;
  }

  private void skipSpace() {
    take(SPACE, "space");
  }

  /** Moves past the pattern, which must come next, and returns its match. */
  private MatchResult take(Pattern pattern, String expected) {
    Matcher matcher = pattern.matcher(text).region(position, text.length());
    require(matcher.lookingAt(), expected);
    position = matcher.end();
    return matcher;
  }

  private void require(boolean condition, String expected) {
    Checks.require(
        condition, "the state must be JSON, but at character %s lacks %s", position, expected);
  }
}
