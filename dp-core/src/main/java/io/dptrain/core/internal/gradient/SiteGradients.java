package io.dptrain.core.internal.gradient;

import io.dptrain.core.gradient.BuiltGradients;
import io.dptrain.core.gradient.CustomGradients;
import io.dptrain.core.gradient.PerExampleGradients;
import io.dptrain.core.gradient.VariableExplanation;
import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.gradient.form.AddedMemory;
import io.dptrain.core.internal.gradient.form.Built;
import io.dptrain.core.internal.gradient.form.SiteGradient;
import io.dptrain.core.internal.gradient.form.SumBlocks;
import io.dptrain.core.internal.graph.UnitInputs;
import io.dptrain.core.internal.graph.axis.Rows;
import io.dptrain.core.internal.graph.backward.RightKernels;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.internal.graph.mapping.MappedGradients;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * The per-example gradients of a loss with respect to variables it is computed from, out of one
 * backward pass, without building them where that can be avoided: of each variable by its use
 * sites.
 *
 * <p>It adds operations to the graph and owns no native memory. Not thread safe.
 */
public final class SiteGradients<T extends TFloating> implements PerExampleGradients<T> {
  /** In place of a number of blocks: weighted sums are taken in double precision. */
  public static final int IN_DOUBLE = SumBlocks.IN_DOUBLE;

  /** The scope of what norms need. */
  static final String NORMS = "norms";

  private final Ops tf;
  private final Map<Output<T>, SiteGradient<T>> gradients;
  private final Map<Output<T>, List<String>> uses;
  private final int blocks;
  private final long bytesPerUnit;

  SiteGradients(
      Ops tf, Map<Output<T>, SiteGradient<T>> gradients, Map<Output<T>, List<String>> uses) {
    this(tf, gradients, uses, 1, 0);
  }

  private SiteGradients(
      Ops tf,
      Map<Output<T>, SiteGradient<T>> gradients,
      Map<Output<T>, List<String>> uses,
      int blocks,
      long bytesPerUnit) {
    this.tf = tf;
    this.blocks = blocks;
    this.gradients = new LinkedHashMap<>(gradients);
    this.uses = Map.copyOf(uses);
    this.bytesPerUnit = bytesPerUnit;
  }

  /**
   * Adds the backward pass to the graph.
   *
   * @param loss entries that belong to one example each, as the analysis says; what belongs to one
   *     example is added up
   * @param scale what the loss is multiplied with
   * @param analysis the analysis of that loss
   * @param variables the variables whose gradients are wanted; the backward pass goes no further
   * @throws PrivacyProofException if a variable has another type than the loss, is not behind it,
   *     or has no gradient
   */
  public static <T extends TFloating> SiteGradients<T> of(
      Ops tf,
      Output<T> loss,
      double scale,
      ExampleAnalysis analysis,
      Collection<? extends Output<?>> variables) {
    CustomGradients.register();
    AddedMemory memory = new AddedMemory((Graph) tf.scope().env());
    SiteGradients<T> gradients =
        new BackwardPass<>(tf, loss, scale, analysis).gradients(checked(loss, variables));
    // Measured when all that the norms need has been added to the graph.
    long bytesPerUnit =
        memory.bytesPerExample("/" + NORMS + "/") + memory.bytesPerExample(RightKernels.SCOPE);
    return new SiteGradients<>(tf, gradients.gradients, gradients.uses, 1, bytesPerUnit);
  }

  /**
   * About how many bytes the stacked, unrolled and built tensors of the norms hold for one privacy
   * unit, beside what the forward pass holds.
   */
  public long bytesPerUnit() {
    return bytesPerUnit;
  }

  /** How many bytes one gradient holds where it is built. */
  public long bytesOfOneGradient() {
    return gradients.keySet().stream()
        .mapToLong(variable -> variable.shape().size() * bytesOf(variable))
        .sum();
  }

  private static int bytesOf(Output<?> tensor) {
    return tensor.type().equals(TFloat64.class) ? Double.BYTES : Float.BYTES;
  }

  /**
   * Gradients that were computed elsewhere, as those of a batch of one.
   *
   * @param gradients one for each variable, of its shape
   */
  public static <T extends TFloating> SiteGradients<T> ofOne(
      Ops tf, List<Output<T>> variables, List<Output<T>> gradients) {
    Ops norms = tf.withSubScope(NORMS);
    Map<Output<T>, SiteGradient<T>> rows = new LinkedHashMap<>();
    Map<Output<T>, List<String>> uses = new LinkedHashMap<>();
    for (int v = 0; v < variables.size(); v++) {
      Output<T> variable = variables.get(v);
      long size = variable.shape().size();
      rows.put(variable, Built.of(norms, gradients.get(v), variable.shape(), "given", size));
      uses.put(variable, List.of());
    }
    return new SiteGradients<>(tf, rows, uses);
  }

  /**
   * The gradients of a model that cannot be followed, by running it on each privacy unit alone:
   * always right, never fast, on the CPU only.
   *
   * @param loss <b>Shape</b> {@code [units * rowsPerUnit]}, one entry per row
   * @throws PrivacyProofException as {@link MappedGradients#ofLoss} does
   */
  public static <T extends TFloating> SiteGradients<T> mapped(
      Ops tf, Output<T> loss, UnitInputs inputs, Collection<? extends Output<?>> variables) {
    CustomGradients.register();
    List<Output<T>> checked = checked(loss, variables);
    Ops norms = tf.withSubScope(NORMS);
    List<Output<T>> rows = MappedGradients.ofLoss(norms, loss, inputs, checked);
    Map<Output<T>, SiteGradient<T>> gradients = new LinkedHashMap<>();
    Map<Output<T>, List<String>> uses = new LinkedHashMap<>();
    for (int i = 0; i < checked.size(); i++) {
      Output<T> variable = checked.get(i);
      long size = variable.shape().size();
      gradients.put(
          variable,
          Built.of(
              norms, rows.get(i), variable.shape(), "whole model mapped over the units", size));
      uses.put(variable, List.of("the whole model"));
    }
    return new SiteGradients<>(tf, gradients, uses);
  }

  /**
   * The same gradients, whose weighted sums are taken in blocks of the batch, so that they are less
   * off by rounding: see {@link #sumRounding}.
   */
  public SiteGradients<T> inBlocks(int count) {
    return new SiteGradients<>(tf, gradients, uses, count, bytesPerUnit);
  }

  /**
   * What the weighted sums of all variables together may be off by in l2 norm, relative to the sum
   * of the l2 norms of what the examples add, in whatever order the kernels add; the same of {@link
   * #built}. It does not cover products of reduced precision.
   *
   * @param rows the size of the batch
   * @param blocks the number of blocks
   */
  public double sumRounding(long rows, int blocks) {
    double built = SumBlocks.rounding(rows, blocks, variables().get(0));
    return gradients.values().stream()
        .mapToDouble(gradient -> gradient.sumRounding(rows, blocks))
        .reduce(built, Math::max);
  }

  @Override
  public List<Output<T>> variables() {
    return List.copyOf(gradients.keySet());
  }

  @Override
  public Operand<T> squaredNorms() {
    return squaredNorms(gradients.keySet());
  }

  @Override
  public Operand<T> squaredNorms(Collection<Output<T>> group) {
    List<Operand<T>> perVariable = new ArrayList<>();
    group.forEach(variable -> perVariable.add(require(variable).squaredNorms()));
    if (perVariable.isEmpty()) {
      throw new IllegalArgumentException("a group of variables must not be empty");
    }
    double roundings =
        group.stream().mapToDouble(member -> require(member).normRoundings()).max().orElseThrow();
    Ops norms = tf.withSubScope(NORMS);
    Operand<T> sum = Rows.sum(norms, perVariable);
    return Rows.raise(norms, sum, roundings + perVariable.size());
  }

  @Override
  public List<Output<T>> weightedSums(Operand<T> factors) {
    return weightedSums((Output<T> variable) -> factors);
  }

  @Override
  public List<Output<T>> weightedSums(Function<Output<T>, Operand<T>> factors) {
    Ops sums = tf.withSubScope("sums");
    List<Output<T>> perVariable = new ArrayList<>();
    SumBlocks cut = SumBlocks.of(sums, factors.apply(variables().get(0)), blocks);
    gradients.forEach(
        (variable, gradient) ->
            perVariable.add(gradient.weightedSum(sums, factors.apply(variable), cut).asOutput()));
    return perVariable;
  }

  @Override
  public BuiltGradients<T> built() {
    return new BuiltSites<>(
        tf, gradients.values().stream().<Built<T>>map(SiteGradient::built).toList(), blocks);
  }

  /** How the gradient of each variable is computed. */
  public List<VariableExplanation> explanations() {
    List<VariableExplanation> explanations = new ArrayList<>();
    gradients.forEach(
        (variable, gradient) ->
            explanations.add(
                new VariableExplanation(
                    variable.op().name(),
                    variable.shape(),
                    uses.get(variable),
                    gradient.form(),
                    gradient.cost())));
    return explanations;
  }

  private SiteGradient<T> require(Output<T> variable) {
    SiteGradient<T> gradient = gradients.get(variable);
    if (gradient == null) {
      throw new IllegalArgumentException(
          "the variable '" + variable.op().name() + "' is not one of " + gradients.keySet());
    }
    return gradient;
  }

  private static <T extends TFloating> List<Output<T>> checked(
      Output<T> loss, Collection<? extends Output<?>> variables) {
    List<Output<T>> checked = new ArrayList<>();
    for (Output<?> variable : variables) {
      if (!variable.type().equals(loss.type())) {
        throw PrivacyProofException.of(
            Kind.NOT_COVERED,
            variable.op(),
            "has type " + variable.type().getSimpleName(),
            "use the type of the loss, " + loss.type().getSimpleName());
      }
      @SuppressWarnings("unchecked") // just checked
      Output<T> typed = (Output<T>) variable;
      checked.add(typed);
    }
    return checked;
  }
}
