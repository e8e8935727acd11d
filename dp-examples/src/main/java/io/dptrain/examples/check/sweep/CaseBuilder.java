package io.dptrain.examples.check.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.Shape;

/** Describes a case; -1 in the shape of data is the axis of the examples. */
public final class CaseBuilder {
  private final String op;
  private final List<Arg> args = new ArrayList<>();
  private final Map<String, Object> attributes = new LinkedHashMap<>();
  private ElementType floating = ElementType.FLOAT;
  private Optional<Body> body = Optional.empty();
  private Optional<Reference> reference = Optional.empty();
  private String note = "";
  private int listFrom;
  private int listTo;
  private int output;
  private int exampleAxis;
  private boolean hasGradient = true;
  private double tolerance = 2e-5;
  private int batch = 4;
  private boolean takesVariables;
  private double low = -1;
  private double high = 1;

  private CaseBuilder(String op) {
    this.op = op;
  }

  /** Starts a case of an operation type. */
  public static CaseBuilder caseOf(String op) {
    return new CaseBuilder(op);
  }

  /** The range of the floating inputs that follow. */
  public CaseBuilder range(double from, double to) {
    low = from;
    high = to;
    return this;
  }

  /** All floating inputs that follow are in double precision. */
  public CaseBuilder doubles() {
    floating = ElementType.DOUBLE;
    tolerance = 1e-9;
    return this;
  }

  /** Whether the floating inputs are in double precision. */
  public boolean isDouble() {
    return floating == ElementType.DOUBLE;
  }

  /** Data, with -1 where the examples are. */
  public CaseBuilder data(long... shape) {
    return add(Arg.Role.DATA, floating, shape, low, high);
  }

  /** Whole numbers or truth values from 0 to below a limit. */
  public CaseBuilder ids(ElementType type, int limit, long... shape) {
    return add(Arg.Role.DATA, type, shape, 0, limit);
  }

  public CaseBuilder weight(long... shape) {
    return add(Arg.Role.WEIGHT, floating, shape, low, high);
  }

  /** A vector of whole numbers. */
  public CaseBuilder ints(int... values) {
    return constant(ElementType.INT, Shape.of(values.length), values);
  }

  public CaseBuilder number(int value) {
    return constant(ElementType.INT, Shape.scalar(), value);
  }

  /** Whole numbers of a type and shape. */
  public CaseBuilder constant(ElementType type, Shape shape, int... values) {
    double[] data = Arrays.stream(values).asDoubleStream().toArray();
    return fixed(type, new Values(shape, data));
  }

  /** A number in the type of the floating inputs. */
  public CaseBuilder scalar(double value) {
    return fixed(floating, new Values(Shape.scalar(), new double[] {value}));
  }

  private CaseBuilder fixed(ElementType type, Values values) {
    return add(Arg.constant(type, values));
  }

  private CaseBuilder add(Arg.Role role, ElementType type, long[] shape, double from, double to) {
    return add(new Arg(role, type, Shape.of(shape), from, to, Optional.empty(), true));
  }

  private CaseBuilder add(Arg arg) {
    args.add(arg);
    return this;
  }

  public CaseBuilder attr(String name, Object value) {
    attributes.put(name, value);
    return this;
  }

  public CaseBuilder list(String name, long... values) {
    return attr(name, values);
  }

  /** The inputs from one place to before another are one list. */
  public CaseBuilder listed(int from, int to) {
    listFrom = from;
    listTo = to;
    return this;
  }

  /** Which output counts; the first if not said. */
  public CaseBuilder output(int index) {
    output = index;
    return this;
  }

  public CaseBuilder exampleAxis(int axis) {
    exampleAxis = axis;
    return this;
  }

  /** No gradient is asked for: the operation has none, as a comparison. */
  public CaseBuilder withoutGradient() {
    hasGradient = false;
    return this;
  }

  /** The operation takes variables themselves; some gradients cannot differentiate these. */
  public CaseBuilder takesVariables() {
    takesVariables = true;
    return note("the variable itself");
  }

  /** A gradient is asked for weights alone: of data the operation sees the number of rows. */
  public CaseBuilder withoutDataGradient() {
    args.replaceAll(arg -> arg.role() == Arg.Role.DATA ? arg.withoutGradient() : arg);
    return this;
  }

  /** The axis of the examples in the output. */
  public int exampleAxis() {
    return exampleAxis;
  }

  public CaseBuilder tolerance(double relative) {
    tolerance = relative;
    return this;
  }

  public CaseBuilder batch(int examples) {
    batch = examples;
    return this;
  }

  /** A window and strides of one size along the axes between the examples and the channels. */
  public CaseBuilder withWindow(int size, int stride) {
    int rank = args.get(0).shape().numDimensions();
    return attr("ksize", between(rank, size)).attr("strides", between(rank, stride));
  }

  private static long[] between(int rank, int value) {
    long[] list = new long[rank];
    Arrays.fill(list, value);
    list[0] = 1;
    list[rank - 1] = 1;
    return list;
  }

  /** Several operations instead of the one of the type. */
  public CaseBuilder body(Body several) {
    body = Optional.of(several);
    return this;
  }

  public CaseBuilder note(String text) {
    note = text;
    return this;
  }

  public CaseBuilder reference(Reference loops) {
    reference = Optional.of(loops);
    return this;
  }

  /** The case. */
  public OpCase build() {
    RawOp raw = new RawOp(op, Map.copyOf(attributes), listFrom, listTo, output);
    return new OpCase(
        op,
        label(),
        args,
        body.orElse(raw::add),
        reference,
        exampleAxis,
        hasGradient,
        tolerance,
        batch,
        takesVariables);
  }

  private String label() {
    String inputs =
        args.stream()
            .filter(arg -> arg.role() != Arg.Role.CONSTANT)
            .map(CaseBuilder::text)
            .collect(Collectors.joining(" x "));
    String given =
        attributes.entrySet().stream()
            .map(entry -> " " + entry.getKey() + " " + text(entry.getValue()))
            .collect(Collectors.joining(","));
    String fixed =
        args.stream()
            .flatMap(arg -> arg.fixed().stream())
            .map(values -> " " + Arrays.toString(values.ints()).replace(" ", ""))
            .collect(Collectors.joining());
    return inputs + given + fixed + (note.isEmpty() ? "" : ", " + note);
  }

  private static String text(Arg arg) {
    String shape = Arrays.toString(arg.shape().asArray()).replace("-1", "b").replace(" ", "");
    String type = arg.type() == ElementType.FLOAT ? "" : arg.type().name().toLowerCase(Locale.ROOT);
    return (arg.role() == Arg.Role.WEIGHT ? "weight" : "") + type + shape;
  }

  private static String text(Object value) {
    return value instanceof long[] list ? Arrays.toString(list).replace(" ", "") : value.toString();
  }
}
