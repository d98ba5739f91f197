sample-asset-broken = 程序内置的数据已损坏（{ $what }）。请重新安装程序。
sample-bad-count = 无法生成 { $households } 户的样例。请给出不小于 1 且该区域容得下的户数。
sample-cannot-write = 样例无法写入 { $file }：{ $reason }。请换一个文件夹，或解除占用。
sample-exists = 文件 { $file } 已存在且内容不同，未写入任何内容。请换一个文件夹，或选择替换。
sample-making = 正在生成样例
sample-unknown-area = 没有可生成样例的区域 { $area }。请给出湘西州的县市代码（如 433126）、其下乡镇的九位代码，或用 4331 表示全州。
sample-writing = 正在写出样例
