# A database in a file works.
#: outcome exited 0
#: stdout is "[(1, 'a')]\n"
import sqlite3

connection = sqlite3.connect("steerbench-case.db")
connection.execute("create table t (n integer, s text)")
connection.execute("insert into t values (1, 'a')")
connection.commit()
print(connection.execute("select * from t").fetchall())
