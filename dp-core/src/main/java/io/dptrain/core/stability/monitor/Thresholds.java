package io.dptrain.core.stability.monitor;

/** The settings of a {@link TrainingMonitor}; {@link TrainingMonitorBuilder} explains them. */
record Thresholds(
    int startSteps,
    int lossWindow,
    int sustainedSteps,
    double spikeFactor,
    double gradientFactor,
    double gradientBurst,
    double parameterFactor,
    double parameterBurst,
    double parameterFloor,
    int skipsInARow,
    int warmUpSteps) {}
