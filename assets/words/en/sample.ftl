sample-asset-broken = The data compiled into the program are damaged ({ $what }). Reinstall the program.
sample-bad-count = A sample of { $households } households cannot be made. Ask for at least 1 and for a number that the area can hold.
sample-cannot-write = The sample cannot be written to { $file }: { $reason }. Choose another folder, or free it.
sample-exists = The file { $file } stands already and holds something else; nothing was written. Choose another folder, or ask for it to be replaced.
sample-making = Making the sample
sample-unknown-area = There is no area { $area } to make a sample of. Give a county of Xiangxi (such as 433126), one of its townships (nine digits), or 4331 for the whole prefecture.
sample-writing = Writing the sample
