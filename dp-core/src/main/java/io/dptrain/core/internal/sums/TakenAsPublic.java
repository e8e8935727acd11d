package io.dptrain.core.internal.sums;

import io.dptrain.core.graph.PublicValue;
import io.dptrain.core.internal.graph.PublicValues;
import io.dptrain.core.internal.graph.loss.Regularizer;
import java.lang.System.Logger.Level;
import java.util.List;

/** What a model takes as public, told where it could be data. Stateless. */
public final class TakenAsPublic {
  private static final System.Logger LOG = System.getLogger(TakenAsPublic.class.getName());

  private TakenAsPublic() {}

  public static List<PublicValue> of(PrivateModel<?> model) {
    return PublicValues.of(
        model.loss(),
        model.regularization().regularizers().stream().map(Regularizer::value).toList(),
        model.gradients().variables());
  }

  /** Warns of constants that could hold data; says nothing of the values themselves. */
  public static void warn(PrivateModel<?> model) {
    List<PublicValue> suspicious = of(model).stream().filter(PublicValue::isSuspicious).toList();
    if (!suspicious.isEmpty()) {
      LOG.log(Level.WARNING, () -> warning(suspicious));
    }
  }

  private static String warning(List<PublicValue> values) {
    StringBuilder text = new StringBuilder("taken as public, and not hidden by noise:");
    values.forEach(value -> text.append(' ').append(value).append(';'));
    return text.append(
            " if it holds anything of the examples, feed it through a placeholder instead")
        .toString();
  }
}
