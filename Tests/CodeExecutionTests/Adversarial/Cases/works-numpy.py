# numpy works where it is installed.
#: limits wall-ms=60000 memory-mib=1024
#: outcome exited 0
#: stdout is "ok\n"
try:
    import numpy
except ImportError:
    print("ok")
else:
    matrix = numpy.arange(9.0).reshape(3, 3) + numpy.eye(3)
    assert abs(numpy.linalg.det(matrix) - numpy.linalg.det(matrix.T)) < 1e-9
    assert numpy.random.default_rng(1).random() < 1
    print("ok")
