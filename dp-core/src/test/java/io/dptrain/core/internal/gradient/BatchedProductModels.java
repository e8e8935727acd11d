package io.dptrain.core.internal.gradient;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.family.TFloating;

/** BatchMatMul and Einsum of data and a weight. */
final class BatchedProductModels {
  private BatchedProductModels() {}

  static List<Model> all() {
    List<Model> models = new ArrayList<>();
    addBatchMatMuls(models);
    addEinsums(models);
    return models;
  }

  private static void addBatchMatMuls(List<Model> models) {
    models.add(dataFirst(false, false, new long[] {4, 5}, 3, 4));
    models.add(dataFirst(false, true, new long[] {5, 4}, 3, 4));
    models.add(dataFirst(true, false, new long[] {4, 5}, 4, 3));
    models.add(dataFirst(true, true, new long[] {5, 4}, 4, 3));
    models.add(dataFirst(false, false, new long[] {9, 8}, 2, 9));
    models.add(dataFirst(false, false, new long[] {2, 3}, 25, 2));
    models.add(dataFirst(false, false, new long[] {4, 5}, 2, 3, 4));
    models.add(dataFirst(false, false, new long[] {2, 4, 5}, 2, 3, 4));
    models.add(dataFirst(false, true, new long[] {2, 5, 4}, 2, 3, 4));
    models.add(dataFirst(true, false, new long[] {2, 4, 5}, 2, 4, 3));
    models.add(dataFirst(false, false, new long[] {2, 3, 4, 5}, 2, 3, 1, 4));
    models.add(dataSecond(false, false, new long[] {5, 4}, 4, 3));
    models.add(dataSecond(true, false, new long[] {4, 5}, 4, 3));
    models.add(dataSecond(false, true, new long[] {5, 4}, 3, 4));
    models.add(dataSecond(true, true, new long[] {4, 5}, 3, 4));
    models.add(dataSecond(false, false, new long[] {2, 5, 4}, 2, 4, 3));
    models.add(dataSecond(true, true, new long[] {2, 4, 5}, 2, 3, 4));
    models.add(timeMajor());
    models.add(secondVersion());
  }

  private static Model dataFirst(boolean adjX, boolean adjY, long[] weight, long... example) {
    return batchMatMul("data first", adjX, adjY, weight, true, example);
  }

  private static Model dataSecond(boolean adjX, boolean adjY, long[] weight, long... example) {
    return batchMatMul("data second", adjX, adjY, weight, false, example);
  }

  private static Model batchMatMul(
      String order, boolean adjX, boolean adjY, long[] weight, boolean dataFirst, long... example) {
    String name =
        "batchMatMul, %s%s%s, weight of rank %d, examples of rank %d and %d"
            .formatted(
                order,
                adjX ? ", adjX" : "",
                adjY ? ", adjY" : "",
                weight.length,
                example.length,
                example[example.length - 2]);
    BatchMatMul.Options[] options = {BatchMatMul.adjX(adjX), BatchMatMul.adjY(adjY)};
    return Model.of(
        name,
        b -> {
          Operand<TFloating> variable = b.variable(weight);
          Operand<TFloating> first = dataFirst ? b.x() : variable;
          Operand<TFloating> second = dataFirst ? variable : b.x();
          Operand<TFloating> product =
              b.tf().train.batchMatMul(first, second, first.type(), options);
          return b.squares(b.tf().math.tanh(product));
        },
        DataInput.floats(example));
  }

  /** Matrices [batch, d], one for each time step, with a weight for each time step. */
  private static Model timeMajor() {
    return Model.of(
        "batchMatMul of [time, batch, d] with [time, d, p]",
        b -> {
          Operand<TFloating> x = b.transpose(b.x(), 1, 0, 2);
          Operand<TFloating> product = b.tf().train.batchMatMul(x, b.variable(3, 4, 2), x.type());
          return b.squares(product, 1);
        },
        DataInput.floats(3, 4));
  }

  /** Graphs made elsewhere have BatchMatMulV2; TensorFlow Java makes V3. */
  private static Model secondVersion() {
    return Model.of(
        "BatchMatMulV2",
        b -> {
          Operand<TFloating> product =
              b.tf()
                  .scope()
                  .opBuilder("BatchMatMulV2", "product")
                  .addInput(b.transpose(b.x(), 1, 0, 2).asOutput())
                  .addInput(b.variable(3, 4, 2).asOutput())
                  .build()
                  .output(0);
          return b.squares(product, 1);
        },
        DataInput.floats(3, 4));
  }

  private static void addEinsums(List<Model> models) {
    models.add(dataThenWeight("btd,dp->btp", new long[] {4, 5}, 3, 4));
    models.add(dataThenWeight("btd,dp->btp", new long[] {9, 8}, 2, 9));
    models.add(dataThenWeight("btd,dp->btp", new long[] {2, 3}, 25, 2));
    models.add(dataThenWeight("btd,pd->btp", new long[] {5, 4}, 3, 4));
    models.add(dataThenWeight("btd,pd->bpt", new long[] {5, 4}, 3, 4));
    models.add(dataThenWeight("btd,dhk->bthk", new long[] {4, 2, 3}, 3, 4));
    models.add(dataThenWeight("btd,hdk->bhtk", new long[] {2, 4, 3}, 3, 4));
    models.add(dataThenWeight("bthk,hkd->btd", new long[] {2, 3, 4}, 3, 2, 3));
    models.add(dataThenWeight("bthk,khd->btd", new long[] {3, 2, 4}, 3, 2, 3));
    models.add(dataThenWeight("bhtd,hdp->bhtp", new long[] {2, 4, 3}, 2, 3, 4));
    models.add(dataThenWeight("btd,tdp->btp", new long[] {3, 4, 2}, 3, 4));
    models.add(dataThenWeight("btd,td->bt", new long[] {3, 4}, 3, 4));
    models.add(dataThenWeight("btd,td->btd", new long[] {3, 4}, 3, 4));
    models.add(dataThenWeight("bijd,dp->bijp", new long[] {4, 5}, 2, 3, 4));
    models.add(dataThenWeight("b...d,dp->b...p", new long[] {4, 5}, 4));
    models.add(dataThenWeight("bd,d->b", new long[] {4}, 4));
    models.add(dataThenWeight("bd,d->bd", new long[] {4}, 4));
    models.add(dataThenWeight("bd,dp->bp", new long[] {4, 3}, 4));
    models.add(dataThenWeight("bd,p->bdp", new long[] {3}, 4));
    models.add(dataThenWeight("bijc,ijck->bk", new long[] {2, 3, 4, 2}, 2, 3, 4));
    models.add(weightThenData("dp,btd->btp", new long[] {4, 5}, 3, 4));
    models.add(weightThenData("hdp,bhtd->bhtp", new long[] {2, 4, 3}, 2, 3, 4));
    models.add(weightThenData("d,bd->b", new long[] {4}, 4));
    models.add(timeMajorEinsum("tbd,dp->tbp", new long[] {4, 5}));
    models.add(timeMajorEinsum("tbd,tdp->tbp", new long[] {3, 4, 5}));
    models.add(timeMajorEinsum("tbd,pd->ptb", new long[] {5, 4}));
  }

  private static Model dataThenWeight(String equation, long[] weight, long... example) {
    return Model.of(
        "einsum %s, %d x ... x %d".formatted(equation, example[0], weight[weight.length - 1]),
        b -> b.squares(b.tf().math.tanh(b.einsum(equation, b.x(), b.variable(weight)))),
        DataInput.floats(example));
  }

  private static Model weightThenData(String equation, long[] weight, long... example) {
    return Model.of(
        "einsum " + equation,
        b -> b.squares(b.tf().math.tanh(b.einsum(equation, b.variable(weight), b.x()))),
        DataInput.floats(example));
  }

  private static Model timeMajorEinsum(String equation, long[] weight) {
    return Model.of(
        "einsum " + equation,
        b -> {
          Operand<TFloating> x = b.transpose(b.x(), 1, 0, 2);
          int place = equation.substring(equation.indexOf('>') + 1).indexOf('b');
          return b.squares(b.tf().math.tanh(b.einsum(equation, x, b.variable(weight))), place);
        },
        DataInput.floats(3, 4));
  }
}
