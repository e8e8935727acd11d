package io.dptrain.examples.lab.model;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/** Eigenvalues and singular values of a matrix, computed on the host in double precision. */
public record Spectrum(RealMatrix matrix) {

  /** Of a matrix that is given row by row. */
  public static Spectrum of(double[] values, int rows) {
    int columns = values.length / rows;
    RealMatrix matrix = new Array2DRowRealMatrix(rows, columns);
    for (int i = 0; i < values.length; i++) {
      matrix.setEntry(i / columns, i % columns, values[i]);
    }
    return new Spectrum(matrix);
  }

  /** Of a matrix that is given row by row. */
  public static Spectrum of(float[] values, int rows) {
    return of(IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray(), rows);
  }

  /** A square normal matrix, row by row, that is scaled to a spectral radius. */
  public static float[] ofRadius(double radius, Random random, int size) {
    float[] values = Draw.normal(random, 1, size * size);
    return Draw.scaled(values, radius / of(values, size).radius());
  }

  /** The l2 norm of a vector. */
  public static double norm(double[] vector) {
    return Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
  }

  /** All eigenvalues of a square matrix. */
  public List<Complex> eigenvalues() {
    EigenDecomposition all = new EigenDecomposition(matrix);
    return IntStream.range(0, matrix.getRowDimension())
        .mapToObj(i -> new Complex(all.getRealEigenvalue(i), all.getImagEigenvalue(i)))
        .toList();
  }

  /** The largest absolute value of an eigenvalue: by what many products grow, each. */
  public double radius() {
    return eigenvalues().stream().mapToDouble(Complex::abs).max().orElseThrow();
  }

  /** The largest singular value: by how much one product can stretch a vector. */
  public double norm() {
    return new SingularValueDecomposition(matrix).getNorm();
  }
}
